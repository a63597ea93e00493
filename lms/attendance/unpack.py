"""Entries of a ZIP archive, never unpacked beyond the size that they declare."""

from __future__ import annotations

import zipfile

_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others are not unpacked piece by piece


def unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The bytes of an entry; raises BadZipFile where its size or its checksum lies."""
    if entry.compress_type not in _PLAIN:
        raise zipfile.BadZipFile(f"compression {entry.compress_type} of {entry.filename}")
    with archive.open(entry) as opened:
        return opened.read(entry.file_size)  # read() without a size unpacks all before it cuts
