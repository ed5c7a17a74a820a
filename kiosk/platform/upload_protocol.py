"""How a terminal hands a large page over in parts and goes on where it was cut off: tus 1.0.

Core protocol with the extensions creation, checksum, expiration and termination
(https://tus.io/protocols/resumable-upload). Every part is one signed request.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from kiosk.platform.protocol import API, KEY_PATTERN, Message, Name, SubmitApplication

UPLOADS_PATH = f"{API}/uploads"
TUS_VERSION = "1.0.0"
TUS_EXTENSIONS = "creation,checksum,expiration,termination"
CHECKSUMS = ("sha256", "sha1")
"""tus wants every server to know sha1; terminals send sha256."""
PART_MEDIA_TYPE = "application/offset+octet-stream"
PART_BYTES = 262_144
"""What a terminal sends at once, seconds of a slow line; when it is cut, no more is lost."""
MOST_PART_BYTES = 4 * PART_BYTES
MOST_PAGE_BYTES = 20_000_000
CHECKSUM_MISMATCH = 460
"""tus's own status: what arrived is not what was sent."""

VERSION_HEADER = "Tus-Resumable"
OFFSET_HEADER = "Upload-Offset"
LENGTH_HEADER = "Upload-Length"
METADATA_HEADER = "Upload-Metadata"
CHECKSUM_HEADER = "Upload-Checksum"
EXPIRES_HEADER = "Upload-Expires"

UPLOAD_MISSING = "upload_missing"
"""The code of a refusal: a page an application names is not there, or not whole."""
DIGEST_DIFFERS = "digest_differs"
"""The code of a refusal: the page as a whole is not what was announced; it begins anew."""
UPLOAD_PATTERN = r"^[0-9a-f]{40}$"


class UploadedPage(Message):
    """A page that has been handed over already: where it belongs, and its upload."""

    material: Name
    page: Annotated[int, Field(ge=1, le=40)]
    upload: Annotated[str, Field(pattern=UPLOAD_PATTERN)]


class SubmitInParts(SubmitApplication):
    """An application whose large pages went ahead of it; `materials` holds the others."""

    model_config = ConfigDict(title="SubmitApplication")

    uploads: Annotated[tuple[UploadedPage, ...], Field(max_length=400)] = ()


class UploadMetadata(Message):
    """What a page is: of which application, and what it must be when it is whole."""

    application: Annotated[str, Field(pattern=KEY_PATTERN)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
