variable "release" {
  type        = string
  description = "The Debian release to build."
  default     = "13.2.0"
}

variable "checksum" {
  type        = string
  description = "The digest of the installer, or a file of digests."
  default     = "none"
}

variable "build_password" {
  type        = string
  description = "The password of the account that Packer logs in with; removed by cleanup.sh."
}
