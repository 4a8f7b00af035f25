"""Where papers come from; each source is ``(Web, SourceConfig, days) -> Iterator[Batch]``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from generator.model import Batch, SourceConfig
from generator.sources import huggingface
from generator.web import Web

Source = Callable[[Web, SourceConfig, Sequence[date]], Iterator[Batch]]

SOURCES: dict[str, Source] = {"huggingface": huggingface.fetch}
