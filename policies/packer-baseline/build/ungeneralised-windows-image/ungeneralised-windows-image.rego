# METADATA
# title: A Windows image is not generalised
# description: >-
#   The build of a Windows image for Azure or Amazon runs neither Sysprep nor the launch agent
#   that does it.
# related_resources:
#   - ref: https://developer.hashicorp.com/packer/integrations/hashicorp/azure/latest/components/builder/arm#windows
#     description: Sysprep at the end of the build
#   - ref: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-windows-sysprep.html
#     description: EC2Launch and Sysprep
# custom:
#   since: 1.1.0
#   severity: high
#   category: build
#   impact: high
#   why: >-
#     servers of the image have one name and one SID, the build's password, and run no user data
#   recovery: minutes
#   remediation: >-
#     Azure: & $env:SystemRoot\System32\Sysprep\Sysprep.exe /oobe /generalize /quiet /quit
#     /mode:vm in the last provisioner. Amazon: ec2launch sysprep --clean (EC2Launch v2), or
#     InitializeInstance.ps1 -Schedule and SysprepInstance.ps1 (v1).
#   confidence: 0.85
#   subject: /builds/*
#   when: >-
#     self.sources.exists(s, s.type in ["azure-arm", "amazon-ebs"] && has(s.config.communicator)
#     && s.config.communicator == "winrm") && size(self.provisioners) > 0
#   inputs:
#     - provisioners/*/type
#     - provisioners/*/overrides
#     - provisioners/*/config/inline
#     - provisioners/*/config/script
#     - provisioners/*/config/scripts
#     - provisioners/*/config/source
#     - provisioners/*/config/sources
#     - provisioners/*/config/destination
#     - provisioners/*/config/direction
#     - sources/*/config/shared_image_gallery_destination/specialized
#     - sources/*/config/skip_create_ami
#     - sources/*/config/skip_create_image
package packer_baseline.build.ungeneralised_windows_image

import rego.v1

import data.packer_baseline_lib.commands

deny contains {
	"msg": sprintf("source %s.%s is not generalised, so its servers are copies of the build's machine", [source.type, source.name]),
	"path": ["builds", b, "sources", s],
	"fix": cure(b, source),
} if {
	some b, build in input.builds
	count(build.provisioners) > 0
	some s, source in build.sources
	source.type in {"amazon-ebs", "azure-arm"}
	source.config.communicator == "winrm"
	not object.get(source.config, "skip_create_ami", false) == true
	not object.get(source.config, "skip_create_image", false) == true
	not specialised(source.config)
	every provisioner in build.provisioners {
		provisioner.type in {"breakpoint", "file", "powershell", "shell-local", "sleep", "windows-restart", "windows-shell", "windows-update"}
	}
	not commands.any_match({"sysprep", "initializeinstance", "ec2launch", "ec2config"}, `(?i)sysprep|InitializeInstance|ec2launch|ec2config`)
	not commands.unread_script
	not commands.unknown_step(b)
}

specialised(config) if {
	some destination in as_list(object.get(config, "shared_image_gallery_destination", []))
	destination.specialized == true
}

as_list(value) := value if is_array(value)

as_list(value) := [value] if not is_array(value)

# As the documentation of the plugin has it. What an image of Amazon runs depends on its launch agent.
cure(b, source) := {
	"description": "generalise it in the last step",
	"safe": false,
	"insert": [{
		"path": ["builds", b, "provisioners", count(input.builds[b].provisioners)],
		"value": {"type": "powershell", "config": {"inline": [
			`& $env:SystemRoot\System32\Sysprep\Sysprep.exe /oobe /generalize /quiet /quit /mode:vm`,
			`while ($true) { $state = (Get-ItemProperty HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Setup\State).ImageState; if ($state -eq 'IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE') { break }; Write-Output $state; Start-Sleep -Seconds 10 }`,
		]}},
	}],
} if {
	source.type == "azure-arm"
	count(input.builds[b].sources) == 1
} else := null
