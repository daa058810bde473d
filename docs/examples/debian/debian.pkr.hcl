packer {
  required_version = ">= 1.10.0"
  required_plugins {
    qemu = {
      source  = "github.com/hashicorp/qemu"
      version = "~> 1.1"
    }
  }
}

source "qemu" "debian" {
  iso_url          = "https://images.example.org/debian-${var.release}-amd64-netinst.iso"
  iso_checksum     = var.checksum
  http_directory   = "${path.root}/http"
  boot_command     = ["<esc><wait>auto url=http://{{ .HTTPIP }}:{{ .HTTPPort }}/preseed.cfg<enter>"]
  disk_size        = "20G"
  ssh_username     = "build"
  ssh_password     = var.build_password
  ssh_timeout      = "30m"
  shutdown_command = "sudo systemctl poweroff"
}

build {
  name    = "debian"
  sources = ["source.qemu.debian"]

  provisioner "shell" {
    inline = [
      "curl -fsSL https://get.example.org/agent.sh | sudo sh",
    ]
  }

  provisioner "shell" {
    script = "${path.root}/scripts/cleanup.sh"
  }

  post-processor "manifest" {
    output = "manifest.json"
  }
}
