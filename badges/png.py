"""PNG as a row of chunks: read with every check, and bake a credential in (OB 3.0, 5.3.1)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from badges.errors import BadgeError, BadgeFileError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
_OLDER = b"openbadges"  # Open Badges 1 and 2
MAX_FILE_BYTES = 10 * 1024 * 1024
_MAX_CHUNK = 2**31 - 1  # PNG third edition, 5.3
_TEXT_KINDS = (b"iTXt", b"tEXt", b"zTXt")


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk of a PNG: its four-letter kind and its data."""

    kind: bytes
    data: bytes


def read_chunks(png: bytes) -> tuple[Chunk, ...]:
    """Return every chunk up to IEND; raise BadgeFileError when the file is cut or damaged."""
    if len(png) < len(SIGNATURE) and SIGNATURE.startswith(png):
        raise BadgeFileError("png_truncated", size=len(png))
    if not png.startswith(SIGNATURE):
        raise BadgeFileError("not_png")
    chunks = tuple(_walk(png))
    if chunks[0].kind != b"IHDR":
        raise BadgeFileError("png_damaged", chunk=_name(chunks[0].kind))
    if any(chunk.kind == b"acTL" for chunk in chunks):
        raise BadgeFileError("png_animated")
    return chunks


@dataclass(frozen=True, slots=True)
class PngFrame:
    """A checked picture without a bake, open where the next one goes."""

    before: bytes
    after: bytes


def open_frame(png: bytes) -> PngFrame:
    """Return `png` ready for many bakes; an older bake is taken out."""
    kept = [chunk for chunk in read_chunks(png) if not _is_bake(chunk)]
    return PngFrame(SIGNATURE + b"".join(map(_write, kept[:-1])), _write(kept[-1]))


def bake_frame(frame: PngFrame, credential_json: bytes) -> bytes:
    """Return the picture with `credential_json` (UTF-8) in it; see `bake_png`."""
    try:
        text = credential_json.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadgeError("not_utf8") from error
    if "\0" in text:
        raise BadgeError("control_character", path="$", character="U+0000")
    # Keyword, NUL, compression flag 0, method 0, empty language NUL, empty translation NUL.
    baked = Chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0" + credential_json)
    return frame.before + _write(baked) + frame.after


def bake_png(png: bytes, credential_json: bytes) -> bytes:
    """Return `png` with `credential_json` (UTF-8) as its only baked credential.

    Written before IEND as one uncompressed iTXt chunk; an older bake is taken out.
    """
    return bake_frame(open_frame(png), credential_json)


def bare_png(png: bytes) -> bytes:
    """Return `png` without any bake of Open Badges 2.0."""
    kept = [chunk for chunk in read_chunks(png) if not _is_older_bake(chunk)]
    return SIGNATURE + b"".join(_write(chunk) for chunk in kept)


def baked_text(chunks: tuple[Chunk, ...]) -> bytes:
    """Return the credential baked into `chunks`: of Open Badges 3.0, else 2.0.

    Compressed text is refused, never inflated.
    """
    bakes = [chunk for chunk in chunks if _is_bake(chunk)] or [
        chunk for chunk in chunks if _is_older_bake(chunk)
    ]
    if not bakes:
        raise BadgeFileError("png_no_badge")
    if len(bakes) > 1:
        raise BadgeFileError("png_two_badges", found=len(bakes))
    chunk = bakes[0]
    keyword = chunk.data.partition(b"\0")[0]
    if chunk.kind == b"tEXt" and keyword == _OLDER:  # allowed by Open Badges 1 and 2
        return chunk.data[len(keyword) + 1 :]
    if chunk.kind != b"iTXt":
        raise BadgeFileError("png_wrong_chunk", chunk=_name(chunk.kind))
    flags = chunk.data[len(keyword) + 1 : len(keyword) + 3]
    if flags != b"\0\0":
        raise BadgeFileError("png_compressed")
    parts = chunk.data[len(keyword) + 3 :].split(b"\0", 2)
    if len(parts) != 3:
        raise BadgeFileError("png_damaged", chunk="iTXt")
    return parts[2]


def _walk(png: bytes) -> Iterator[Chunk]:
    at = len(SIGNATURE)
    while True:
        if at + 8 > len(png):
            raise BadgeFileError("png_truncated", size=len(png))
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        if length > _MAX_CHUNK or not kind.isalpha():
            raise BadgeFileError("png_damaged", chunk=_name(kind))
        end = at + 12 + length
        if end > len(png):
            raise BadgeFileError("png_truncated", size=len(png))
        body = png[at + 4 : end - 4]
        if zlib.crc32(body) != int.from_bytes(png[end - 4 : end], "big"):
            raise BadgeFileError("png_damaged", chunk=_name(kind))
        yield Chunk(kind, body[4:])
        if kind == b"IEND":
            return
        at = end


def _write(chunk: Chunk) -> bytes:
    body = chunk.kind + chunk.data
    return struct.pack(">I", len(chunk.data)) + body + struct.pack(">I", zlib.crc32(body))


def _is_bake(chunk: Chunk) -> bool:
    return chunk.kind in _TEXT_KINDS and chunk.data.startswith(KEYWORD + b"\0")


def _is_older_bake(chunk: Chunk) -> bool:
    return chunk.kind in _TEXT_KINDS and chunk.data.startswith(_OLDER + b"\0")


def _name(kind: bytes) -> str:
    return kind.decode("ascii") if kind.isalpha() and kind.isascii() else kind.hex()
