"""What becomes of a message while its platform does not know us, or cannot be asked who we are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from adapters.conversation import DeliveryError, Unavailable, Unwelcome

NOT_KNOWN_FOR, NOT_REACHED_FOR = 60.0, 10.0  # seconds until something is to be sent again


@contextmanager
def unsent() -> Iterator[None]:
    """Raise `Unwelcome` and `Unavailable` as `DeliveryError`: nothing is sent to anybody then."""
    try:
        yield
    except Unwelcome as error:
        raise DeliveryError(str(error), retry_after=NOT_KNOWN_FOR, everyone=True) from None
    except Unavailable as error:
        raise DeliveryError(str(error), retry_after=NOT_REACHED_FOR, everyone=True) from None
