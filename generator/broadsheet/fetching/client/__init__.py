"""The HTTP client: asks politely, waits as long as it is told, trusts no answer, and never hangs."""

from broadsheet.fetching.client.answers import MAX_BYTES
from broadsheet.fetching.client.keys import Key
from broadsheet.fetching.client.rate_limits import PATIENCE
from broadsheet.fetching.client.redirects import MOST_REDIRECTS
from broadsheet.fetching.client.submissions import Submission
from broadsheet.fetching.client.web import NO_CONNECTION, TRIES, Runtime, Web

__all__ = [
    "MAX_BYTES",
    "MOST_REDIRECTS",
    "NO_CONNECTION",
    "PATIENCE",
    "TRIES",
    "Key",
    "Runtime",
    "Submission",
    "Web",
]
