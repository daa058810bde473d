// hclverdicts says what HashiCorp's own HCL parser makes of texts: the measure of our reader.
//
//	hclverdicts verdicts < stream    texts, each as "<bytes>\n<text>"; one JSON line each
//	hclverdicts trees < stream       the same texts' syntax trees, null for a broken one; see tree.go
//	hclverdicts files FILE...        verdicts of files
//	hclverdicts tokens < text        the scanner's tokens of one text, one JSON line each
//	hclverdicts bench SECONDS FILE...  hclparse over the files again and again; one JSON line
//
// Each verdict is {"ok": bool, "diagnostics": [{"summary", "line", "column", "byte"}]}, in the order in
// which the parser reported them; line and column are from 1, byte from 0.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

type diagnostic struct {
	Summary string `json:"summary"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
	Byte    int    `json:"byte"`
}

type verdict struct {
	OK          bool         `json:"ok"`
	Diagnostics []diagnostic `json:"diagnostics"`
}

type token struct {
	Type  string `json:"type"`
	Text  string `json:"text"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

type speed struct {
	Bytes   int     `json:"bytes"`
	Rounds  int     `json:"rounds"`
	Seconds float64 `json:"seconds"`
	Best    float64 `json:"best"`
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "hclverdicts:", err)
	os.Exit(2)
}

func judge(text []byte) verdict {
	_, found := hclparse.NewParser().ParseHCL(text, "text.pkr.hcl")
	result := verdict{OK: !found.HasErrors(), Diagnostics: []diagnostic{}}
	for _, each := range found {
		place := diagnostic{Summary: each.Summary}
		if each.Subject != nil {
			start := each.Subject.Start
			place.Line, place.Column, place.Byte = start.Line, start.Column, start.Byte
		}
		result.Diagnostics = append(result.Diagnostics, place)
	}
	return result
}

// readText reads one length-prefixed text; io.EOF when there is no further one.
func readText(in *bufio.Reader) ([]byte, error) {
	header, err := in.ReadString('\n')
	if err == io.EOF && header == "" {
		return nil, io.EOF
	}
	if err != nil {
		return nil, err
	}
	size, err := strconv.Atoi(strings.TrimSpace(header))
	if err != nil {
		return nil, err
	}
	text := make([]byte, size)
	_, err = io.ReadFull(in, text)
	return text, err
}

func readFiles(paths []string) [][]byte {
	texts := [][]byte{}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			fail(err)
		}
		texts = append(texts, text)
	}
	return texts
}

func bench(limit float64, texts [][]byte) speed {
	result := speed{}
	for _, text := range texts {
		result.Bytes += len(text)
	}
	for result.Seconds < limit {
		began := time.Now()
		for _, text := range texts {
			hclparse.NewParser().ParseHCL(text, "text.pkr.hcl")
		}
		took := time.Since(began).Seconds()
		if result.Rounds == 0 || took < result.Best {
			result.Best = took
		}
		result.Seconds += took
		result.Rounds++
	}
	return result
}

func main() {
	if len(os.Args) < 2 {
		fail(fmt.Errorf("expected a mode: verdicts, files, tokens or bench"))
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	print := json.NewEncoder(out)
	switch os.Args[1] {
	case "verdicts", "trees":
		in := bufio.NewReader(os.Stdin)
		for {
			text, err := readText(in)
			if err == io.EOF {
				return
			}
			if err != nil {
				fail(err)
			}
			var answer any
			if os.Args[1] == "trees" {
				answer = tree(text)
			} else {
				answer = judge(text)
			}
			if err := print.Encode(answer); err != nil {
				fail(err)
			}
		}
	case "files":
		for _, text := range readFiles(os.Args[2:]) {
			if err := print.Encode(judge(text)); err != nil {
				fail(err)
			}
		}
	case "tokens":
		text, err := io.ReadAll(os.Stdin)
		if err != nil {
			fail(err)
		}
		tokens, _ := hclsyntax.LexConfig(text, "text.pkr.hcl", hcl.InitialPos)
		for _, each := range tokens {
			place := each.Range
			if err := print.Encode(token{each.Type.String(), string(each.Bytes), place.Start.Byte, place.End.Byte}); err != nil {
				fail(err)
			}
		}
	case "bench":
		if len(os.Args) < 4 {
			fail(fmt.Errorf("bench needs a number of seconds and files"))
		}
		limit, err := strconv.ParseFloat(os.Args[2], 64)
		if err != nil {
			fail(err)
		}
		if err := print.Encode(bench(limit, readFiles(os.Args[3:]))); err != nil {
			fail(err)
		}
	default:
		fail(fmt.Errorf("unknown mode %q", os.Args[1]))
	}
}
