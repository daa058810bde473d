// Renders each text of a JSON array on stdin as Packer renders the strings of a legacy template, and
// prints one JSON object a line: the result, or that the text is refused.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/hashicorp/packer-plugin-sdk/template/interpolate"
)

type outcome struct {
	Text   string  `json:"text"`
	Result *string `json:"result"`
	Parses bool    `json:"parses"`
}

func main() {
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		panic(err)
	}
	context := &interpolate.Context{
		UserVariables: map[string]string{
			"a": "Alpha", "b": "x-y-z", "u": "äÖß", "e": "", "t": "{{user `a`}}",
		},
		BuildName: "debian",
		BuildType: "qemu",
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	for _, text := range texts {
		found := outcome{Text: text, Parses: interpolate.Validate(text, context) == nil}
		if result, err := interpolate.RenderOnce(text, context); err == nil {
			found.Result = &result
		}
		if err := encoder.Encode(found); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}
