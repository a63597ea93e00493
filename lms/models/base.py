"""The declarative base and the column types that every aggregate shares."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, String, Text, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"The instant {value!r} has no time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Every table; names of constraints are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy reads it from the class)
        datetime: Instant(),
        UUID: Uuid(as_uuid=True),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
        str: Text(),
    }


Key = Annotated[UUID, mapped_column(primary_key=True, default=uuid4)]
Short = Annotated[str, mapped_column(String(120))]


def enum_type(kind: type[StrEnum]) -> Enum:
    """A column type that stores the values of a StrEnum as text and refuses others."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        validate_strings=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


class Fact:
    """A dated fact: true from `valid_from` until before `valid_until`; superseded, never edited."""

    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    recorded_at: Mapped[datetime] = mapped_column(index=True)
    superseded_at: Mapped[datetime | None]
    import_id: Mapped[UUID | None] = mapped_column(index=True)
