"""What the data sources of Packer's core give: `data.http.page.body`.

The names are those of the `DatasourceOutput` of each in Packer 1.16. Those of plugins are not known
here, so anything may be asked of them.
"""

from __future__ import annotations

_HCP_VERSION = ("author_id", "bucket_name", "channel_id", "created_at", "fingerprint", "id")
_HCP_IMAGE = ("build_id", "channel_id", "component_type", "created_at", "labels", "packer_run_uuid")

DATA_OUTPUTS: dict[str, tuple[str, ...]] = {
    "null": ("output",),
    "http": ("url", "body", "request_headers"),
    "hcp-packer-artifact": (
        *_HCP_IMAGE,
        *("external_identifier", "platform", "region", "version_id"),
    ),
    "hcp-packer-image": (*_HCP_IMAGE, "cloud_provider", "id", "iteration_id", "region"),
    "hcp-packer-iteration": (*_HCP_VERSION, "complete", "incremental_version", "updated_at"),
    "hcp-packer-version": (*_HCP_VERSION, "name", "status", "updated_at"),
}
