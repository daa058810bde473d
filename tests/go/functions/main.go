// Evaluates calls of Packer's functions with the very code that Packer runs.
//
// Standard input has one call a line: {"function": name, "arguments": [value, ...]} or
// {"expression": text}. Each line is answered by {"result": value} or {"error": text}. The values'
// encoding is described in encoding.go. The first argument is the folder that stands for the
// template's folder and the working directory; where a result names it, it says $ROOT instead.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/packer/hcl2template"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

type request struct {
	Function   string          `json:"function"`
	Arguments  json.RawMessage `json:"arguments"`
	Expression string          `json:"expression"`
}

type answer struct {
	Result any    `json:"result"`
	Error  string `json:"error,omitempty"`
}

func evaluate(line []byte, ctx *hcl.EvalContext) (a answer) {
	// A panic outside of the functions themselves is Packer's crash: an error as well.
	defer func() {
		if r := recover(); r != nil {
			a = answer{Error: fmt.Sprintf("panic: %v", r)}
		}
	}()
	var req request
	if err := json.Unmarshal(line, &req); err != nil {
		log.Fatalf("a line that is no request: %s", err)
	}
	var expression hclsyntax.Expression
	if req.Expression != "" {
		parsed, diags := hclsyntax.ParseExpression([]byte(req.Expression), "", hcl.InitialPos)
		if diags.HasErrors() {
			return answer{Error: diags.Error()}
		}
		expression = parsed
	} else {
		values, err := decodeValues(req.Arguments)
		if err != nil {
			log.Fatalf("arguments of %s: %s", req.Function, err)
		}
		arguments := make([]hclsyntax.Expression, len(values))
		for i, value := range values {
			arguments[i] = &hclsyntax.LiteralValueExpr{Val: value}
		}
		expression = &hclsyntax.FunctionCallExpr{Name: req.Function, Args: arguments}
	}
	value, diags := expression.Value(ctx)
	if diags.HasErrors() {
		return answer{Error: diags.Error()}
	}
	return answer{Result: encodeValue(value)}
}

func main() {
	log.SetOutput(io.Discard)
	if err := os.Chdir(os.Args[1]); err != nil {
		panic(err)
	}
	root, err := os.Getwd()
	if err != nil {
		panic(err)
	}
	functions := hcl2template.Functions(root)
	// These would ask servers: only their arguments are checked.
	for _, name := range []string{"aws_secretsmanager", "aws_secretsmanager_raw", "consul_key", "vault"} {
		functions[name] = function.Unpredictable(functions[name])
	}
	ctx := &hcl.EvalContext{
		Functions: functions,
		Variables: map[string]cty.Value{
			"unknown": cty.ObjectVal(map[string]cty.Value{
				"any":    cty.DynamicVal,
				"string": cty.UnknownVal(cty.String),
				"number": cty.UnknownVal(cty.Number),
				"bool":   cty.UnknownVal(cty.Bool),
				"list":   cty.UnknownVal(cty.List(cty.String)),
				"map":    cty.UnknownVal(cty.Map(cty.String)),
			}),
		},
	}
	log.SetOutput(os.Stderr)
	input := bufio.NewReaderSize(os.Stdin, 1<<20)
	output := bufio.NewWriter(os.Stdout)
	defer output.Flush()
	for {
		line, err := input.ReadBytes('\n')
		if len(strings.TrimSpace(string(line))) > 0 {
			log.SetOutput(io.Discard)
			result := evaluate(line, ctx)
			log.SetOutput(os.Stderr)
			var text strings.Builder
			encoder := json.NewEncoder(&text)
			encoder.SetEscapeHTML(false)
			if err := encoder.Encode(result); err != nil {
				panic(err)
			}
			output.WriteString(strings.ReplaceAll(text.String(), root, "$ROOT"))
		}
		if err == io.EOF {
			return
		}
		if err != nil {
			panic(err)
		}
	}
}
