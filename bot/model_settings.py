"""What can be set about a language model; what only half is set is told in one sentence each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings

# Where no call is taken without a key; any other address may be a server of one's own.
HOSTED = (
    "openai.com", "deepseek.com", "googleapis.com", "anthropic.com", "openrouter.ai", "mistral.ai",
    "groq.com", "together.xyz", "moonshot.cn", "aliyuncs.com", "siliconflow.cn", "bigmodel.cn",
)  # fmt: skip
DEFAULT_URL = "https://api.openai.com/v1"
KEY = re.compile(r"[!-~]+")  # what a header carries
MOST_ON_DEMAND = 0.9  # something has to be left for digests


def _endpoint(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"must be an address such as {DEFAULT_URL}")
    return value.rstrip("/")


def _key(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not KEY.fullmatch(value.get_secret_value()):
        raise ValueError("must be one word of letters, digits and signs, without blanks")
    return value


Money = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class ModelSettings(BaseSettings):
    """Which language model makes summaries, and what it may cost; prices are in one currency."""

    llm_base_url: Annotated[str, AfterValidator(_endpoint)] = DEFAULT_URL
    llm_api_key: Annotated[SecretStr, AfterValidator(_key)] = SecretStr("")
    llm_model: str = ""
    llm_concurrency: int = Field(default=8, ge=1, le=64)
    llm_timeout: float = Field(default=120.0, gt=0, le=3600, allow_inf_nan=False)
    llm_price_in: Money | None = None
    llm_price_out: Money | None = None
    llm_price_cached: Money | None = None
    llm_monthly_budget: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    llm_on_demand_share: float = Field(default=0.2, ge=0, le=MOST_ON_DEMAND, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _invite_once_it_costs(cls, told: Any) -> Any:
        """Where a key is paid for, and nothing is said of who may use it, people are invited."""
        if isinstance(told, dict) and told.get("llm_api_key") and not told.get("access"):
            return {**told, "access": "invite"}
        return told

    @property
    def asks_model(self) -> bool:
        """Whether a language model makes summaries."""
        return bool(self.llm_model)

    def half_set(self) -> Iterator[str]:
        """What is lacking of what was begun: sentences without their full stop."""
        has_key = bool(self.llm_api_key.get_secret_value())
        if self.llm_model and not has_key and self._is_hosted():
            yield (
                "LLM_API_KEY is missing: LLM_MODEL is set, and"
                f" {urlsplit(self.llm_base_url).hostname} takes no call without a key"
            )
        if not self.llm_model and (has_key or self.llm_base_url != DEFAULT_URL):
            began = "LLM_API_KEY" if has_key else "LLM_BASE_URL"
            yield f"LLM_MODEL is missing: {began} is set; name the model that is to be asked there"
        yield from self._half_priced()

    def _half_priced(self) -> Iterator[str]:
        prices = {"LLM_PRICE_IN": self.llm_price_in, "LLM_PRICE_OUT": self.llm_price_out}
        lacking = [name for name, price in prices.items() if price is None]
        begun = {**prices, "LLM_PRICE_CACHED": self.llm_price_cached}
        known = [name for name, price in begun.items() if price is not None]
        if self.llm_monthly_budget is not None and lacking:
            yield (
                f"LLM_MONTHLY_BUDGET needs {' and '.join(lacking)}: the prices of a million tokens"
            )
        elif known and lacking:
            yield f"{' and '.join(lacking)} must be set beside {known[0]}: nothing costs only half"

    def _is_hosted(self) -> bool:
        host = urlsplit(self.llm_base_url).hostname or ""
        return any(host == name or host.endswith(f".{name}") for name in HOSTED)
