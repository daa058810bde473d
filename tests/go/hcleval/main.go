// hcleval says what HashiCorp's own HCL evaluates expressions to: the measure of our evaluation.
//
//	hcleval < requests    one JSON object a line, one JSON line each in answer
//
// A request is {"expression": "…", "names": {"x": {"type": "list(string)", "value": "[\"a\"]"}}}:
// each name is an expression converted to its type, or unknown where "value" is absent.
// An answer is {"type", "value", "errors"}: the type as a constraint, the value in the notation of
// `write` below, and the summaries of the errors, in which case type and value are empty.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/tryfunc"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

type name struct {
	Type  string  `json:"type"`
	Value *string `json:"value"`
}

type request struct {
	Expression string          `json:"expression"`
	Names      map[string]name `json:"names"`
	Template   bool            `json:"template"`
}

type answer struct {
	Type   string   `json:"type"`
	Value  string   `json:"value"`
	Errors []string `json:"errors"`
}

var functions = map[string]function.Function{
	"can":     tryfunc.CanFunc,
	"concat":  stdlib.ConcatFunc,
	"convert": typeexpr.ConvertFunc,
	"keys":    stdlib.KeysFunc,
	"log":     stdlib.LogFunc,
	"max":     stdlib.MaxFunc,
	"pow":     stdlib.PowFunc,
	"split":   stdlib.SplitFunc,
	"try":     tryfunc.TryFunc,
	"upper":   stdlib.UpperFunc,
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for lines.Scan() {
		var asked request
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			fmt.Fprintln(os.Stderr, "hcleval:", err)
			os.Exit(2)
		}
		line, err := json.Marshal(evaluate(asked))
		if err != nil {
			fmt.Fprintln(os.Stderr, "hcleval:", err)
			os.Exit(2)
		}
		out.Write(append(line, '\n'))
	}
}

func evaluate(asked request) (result answer) {
	defer func() {
		if failure := recover(); failure != nil {
			result = answer{Errors: []string{fmt.Sprint("panic: ", failure)}}
		}
	}()
	context := &hcl.EvalContext{Functions: functions, Variables: map[string]cty.Value{}}
	for name, given := range asked.Names {
		value, diagnostics := define(given, context)
		if diagnostics.HasErrors() {
			return failed(diagnostics)
		}
		context.Variables[name] = value
	}
	parse := hclsyntax.ParseExpression
	if asked.Template {
		parse = hclsyntax.ParseTemplate
	}
	expression, diagnostics := parse([]byte(asked.Expression), "", hcl.InitialPos)
	if diagnostics.HasErrors() {
		return failed(diagnostics)
	}
	value, diagnostics := expression.Value(context)
	if diagnostics.HasErrors() {
		return failed(diagnostics)
	}
	var text strings.Builder
	write(&text, value)
	return answer{Type: typeexpr.TypeString(value.Type()), Value: text.String(), Errors: []string{}}
}

func define(given name, context *hcl.EvalContext) (cty.Value, hcl.Diagnostics) {
	written, diagnostics := hclsyntax.ParseExpression([]byte(given.Type), "", hcl.InitialPos)
	if diagnostics.HasErrors() {
		return cty.DynamicVal, diagnostics
	}
	wanted, diagnostics := typeexpr.TypeConstraint(written)
	if diagnostics.HasErrors() {
		return cty.DynamicVal, diagnostics
	}
	if given.Value == nil {
		return cty.UnknownVal(wanted), nil
	}
	expression, diagnostics := hclsyntax.ParseExpression([]byte(*given.Value), "", hcl.InitialPos)
	if diagnostics.HasErrors() {
		return cty.DynamicVal, diagnostics
	}
	value, diagnostics := expression.Value(context)
	if diagnostics.HasErrors() {
		return cty.DynamicVal, diagnostics
	}
	value, err := convert.Convert(value, wanted)
	if err != nil {
		return cty.DynamicVal, hcl.Diagnostics{{Severity: hcl.DiagError, Summary: err.Error()}}
	}
	return value, nil
}

func failed(diagnostics hcl.Diagnostics) answer {
	var summaries []string
	for _, one := range diagnostics {
		if one.Severity == hcl.DiagError {
			summaries = append(summaries, one.Summary)
		}
	}
	return answer{Errors: summaries}
}

// write: strings as JSON, numbers as go-cty converts them to strings, lists, sets and tuples in
// brackets, maps and objects in braces by key, null, and `unknown`.
func write(text *strings.Builder, value cty.Value) {
	kind := value.Type()
	switch {
	case !value.IsKnown():
		text.WriteString("unknown")
	case value.IsNull():
		text.WriteString("null")
	case kind == cty.String:
		writeString(text, value.AsString())
	case kind == cty.Number:
		text.WriteString(value.AsBigFloat().Text('f', -1))
	case kind == cty.Bool:
		fmt.Fprint(text, value.True())
	case kind.IsMapType() || kind.IsObjectType():
		elements := value.AsValueMap()
		names := make([]string, 0, len(elements))
		for name := range elements {
			names = append(names, name)
		}
		sort.Strings(names)
		text.WriteByte('{')
		for i, name := range names {
			if i > 0 {
				text.WriteByte(',')
			}
			writeString(text, name)
			text.WriteByte(':')
			write(text, elements[name])
		}
		text.WriteByte('}')
	default:
		text.WriteByte('[')
		for i, it := 0, value.ElementIterator(); it.Next(); i++ {
			if i > 0 {
				text.WriteByte(',')
			}
			_, element := it.Element()
			write(text, element)
		}
		text.WriteByte(']')
	}
}

func writeString(text *strings.Builder, value string) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err)
	}
	text.Write(bytes.TrimSuffix(line.Bytes(), []byte{'\n'}))
}
