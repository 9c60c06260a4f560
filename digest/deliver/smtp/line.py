"""Messages over one connection: one reader per transaction, and the mark before the last bytes leave."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from digest.deliver.lines import NoLine, Parcel, TakenOver, Work
from digest.deliver.smtp.envelope import accented, envelope, stuffed
from digest.deliver.smtp.hello import Offers, Patience
from digest.deliver.smtp.replies import CLOSING, Reply, Stage, outcome
from digest.deliver.smtp.wire import Wire
from digest.model import Later, Message, Refused

STAGES = (Stage.SENDER, Stage.READER, Stage.CONTENT)
GO_ON = 354
HELD = 2  # bytes of a message that wait for the mark; without them it is not complete


@dataclass(slots=True, kw_only=True)
class Connection:
    """A connection that carries. `announced` is the parcel whose envelope left behind the one before it.

    Where the server offers it, commands leave together (PIPELINING, RFC 2920), and the message right behind them
    (CHUNKING, RFC 3030).
    """

    wire: Wire
    offers: Offers
    patience: Patience
    announced: Parcel | None = None

    async def carry(self, work: Work) -> None:
        """Carry parcels until there are none; raise NoLine when the connection breaks."""
        while parcel := self.announced or await self._following(work):
            try:
                denied = await self._up_to_the_end(parcel)
                ours = denied is not None or await work.mark(parcel)
            except NoLine:
                work.back(parcel)
                raise
            if denied:
                work.settle(parcel, outcome(denied[1], denied[0]))
                await self._ask(b"RSET\r\n")
            elif ours:
                await self._end(parcel, work)
            else:
                self._drop()

    async def close(self) -> None:
        """Say good-bye, if anybody still listens."""
        with suppress(NoLine):
            self.wire.write(b"QUIT\r\n")
            await self.wire.reply(1)
        self.wire.close()

    def abort(self) -> None:
        """Break the connection: a message that is under way stays incomplete."""
        self.wire.abort("given up")

    @property
    def _pipelining(self) -> bool:
        return "PIPELINING" in self.offers

    @property
    def _chunking(self) -> bool:
        return self._pipelining and "CHUNKING" in self.offers

    async def _following(self, work: Work) -> Parcel | None:
        while parcel := await work.following():
            if self._can_take(parcel, work):
                return parcel
        return None

    def _can_take(self, parcel: Parcel, work: Work) -> bool:
        """Whether the server takes the address; settles the parcel if not."""
        if accented(parcel.message) and "SMTPUTF8" not in self.offers:
            work.settle(parcel, Refused("the mail server does not take addresses with accents"))
            return False
        return True

    async def _up_to_the_end(self, parcel: Parcel) -> tuple[Stage, Reply] | None:
        """Send all but the last bytes; return where the envelope was denied, if it was."""
        if self.announced is parcel:
            self.announced = None
        else:
            self.wire.write(self._announcement(parcel.message))
        denied = await (self._heard(parcel.message) if self._pipelining else self._asked(parcel.message))
        if denied is None and not self._chunking:
            self.wire.write(stuffed(parcel.message.raw))
        await self.wire.drained(self.patience.reply)
        return denied

    def _announcement(self, message: Message) -> bytes:
        """Return as much of a transaction as may leave before the first reply."""
        mail, rcpt = envelope(message)
        if self._chunking:
            raw = message.raw
            return b"%b%bBDAT %d LAST\r\n%b" % (mail, rcpt, len(raw), raw[:-HELD])
        return mail + rcpt + b"DATA\r\n" if self._pipelining else mail

    async def _heard(self, message: Message) -> tuple[Stage, Reply] | None:
        """Hear the replies to what left together."""
        stages = STAGES[:-1] if self._chunking else STAGES
        said = [(stage, await self._reply(stage)) for stage in stages]
        denied = next((one for one in said if not one[1].good), None)
        if denied and (self._chunking or said[-1][1].code == GO_ON):  # it waits for the end all the same
            self.wire.write(message.raw[-HELD:] if self._chunking else b".\r\n")
            await self._reply(Stage.CONTENT)
        return denied

    async def _asked(self, message: Message) -> tuple[Stage, Reply] | None:
        """Send one command after the other, each when the one before was answered."""
        commands = (*envelope(message)[1:], b"DATA\r\n", b"")
        for stage, command in zip(STAGES, commands, strict=True):
            if not (reply := await self._reply(stage)).good:
                return stage, reply
            self.wire.write(command)
        return None

    async def _end(self, parcel: Parcel, work: Work) -> None:
        """Let the last bytes go, with the next announcement right behind them."""
        follow = work.ready() if self._pipelining else None
        if follow and not self._can_take(follow, work):
            follow = None
        last = parcel.message.raw[-HELD:] if self._chunking else b".\r\n"
        self.wire.write(last + (self._announcement(follow.message) if follow else b""))
        try:
            reply = await self.wire.reply(self.patience.taken)
        except NoLine as problem:
            work.doubt(parcel, problem.later.reason)
            _give_back(follow, work)
            raise
        work.settle(parcel, outcome(reply, Stage.CONTENT))
        if reply.code == CLOSING:
            _give_back(follow, work)
            raise NoLine(Later(f"the mail server closes: {reply}"))
        self.announced = follow

    def _drop(self) -> None:
        self.abort()
        raise TakenOver(Later("another run took over what was under way"))

    async def _ask(self, command: bytes) -> None:
        self.wire.write(command)
        await self._reply(Stage.CONTENT)

    async def _reply(self, stage: Stage) -> Reply:
        """Return the next reply; raise NoLine if it closes the connection."""
        reply = await self.wire.reply(self.patience.reply)
        if reply.code == CLOSING:
            said = outcome(reply, stage)
            stop = isinstance(said, Later) and said.stop
            raise NoLine(Later(f"the mail server closes: {reply}", stop=stop))
        return reply


def _give_back(parcel: Parcel | None, work: Work) -> None:
    if parcel:
        work.back(parcel)
