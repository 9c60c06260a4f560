"""What goes wrong, as sentences for an editor; and what a source answered."""


class DigestError(Exception):
    """Something an editor can mend; its text is a sentence for them."""


class SourceError(DigestError):
    """A source could not be read; the edition goes on without it."""


class SourceWarning(UserWarning):
    """Something in a source that an editor should know; parsers say it with `warnings.warn`."""


class Body(bytes):
    """What a source answered, with its final address and content type where the transport told them."""

    url: str = ""
    content_type: str = ""
