package main

import (
	"math"
	"sort"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclparse"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// A tree is written as nested lists: ["call", start, end, name, arguments, expand] and the like. Traversals
// become one list a step, and an empty template has one empty text, as HashiCorp's tree has it.
type list = []any

func tree(text []byte) any {
	file, found := hclparse.NewParser().ParseHCL(text, "text.pkr.hcl")
	if found.HasErrors() {
		return nil
	}
	return bodyTree(file.Body.(*hclsyntax.Body))
}

func bodyTree(body *hclsyntax.Body) list {
	type item struct {
		start int
		tree  list
	}
	items := []item{}
	for _, each := range body.Attributes {
		start := each.NameRange.Start.Byte
		items = append(items, item{start, list{"setting", start, each.Name, expressionTree(each.Expr)}})
	}
	for _, each := range body.Blocks {
		start := each.TypeRange.Start.Byte
		end := each.CloseBraceRange.End.Byte
		labels := each.Labels
		if labels == nil {
			labels = []string{}
		}
		items = append(items, item{start, list{"block", start, end, each.Type, labels, bodyTree(each.Body)}})
	}
	sort.Slice(items, func(i, j int) bool { return items[i].start < items[j].start })
	trees := list{}
	for _, each := range items {
		trees = append(trees, each.tree)
	}
	return trees
}

func valueTree(value cty.Value) list {
	switch {
	case value.IsNull():
		return list{"literal", "null"}
	case value.Type() == cty.Bool:
		if value.True() {
			return list{"literal", "true"}
		}
		return list{"literal", "false"}
	case value.Type() == cty.Number:
		number, _ := value.AsBigFloat().Float64()
		if math.IsInf(number, 0) {
			return list{"number", "infinite"}
		}
		return list{"number", number}
	default:
		return list{"text", value.AsString()}
	}
}

// keyTree writes an index's key as the expression that it was.
func keyTree(key cty.Value) list {
	if !key.IsNull() && key.Type() == cty.String {
		return list{"template", list{valueTree(key)}}
	}
	return valueTree(key)
}

func stepTrees(node list, steps hcl.Traversal) list {
	for _, each := range steps {
		switch step := each.(type) {
		case hcl.TraverseRoot:
			node = list{"variable", step.Name}
		case hcl.TraverseAttr:
			node = list{"get", node, step.Name}
		case hcl.TraverseIndex:
			node = list{"index", node, keyTree(step.Key)}
		}
	}
	return node
}

func trees(nodes []hclsyntax.Expression) list {
	result := list{}
	for _, each := range nodes {
		result = append(result, expressionTree(each))
	}
	return result
}

func optional(node hclsyntax.Expression) any {
	if node == nil {
		return nil
	}
	return expressionTree(node)
}

var operators = map[*hclsyntax.Operation]string{
	hclsyntax.OpLogicalOr: "||", hclsyntax.OpLogicalAnd: "&&", hclsyntax.OpLogicalNot: "!",
	hclsyntax.OpEqual: "==", hclsyntax.OpNotEqual: "!=",
	hclsyntax.OpGreaterThan: ">", hclsyntax.OpGreaterThanOrEqual: ">=",
	hclsyntax.OpLessThan: "<", hclsyntax.OpLessThanOrEqual: "<=",
	hclsyntax.OpAdd: "+", hclsyntax.OpSubtract: "-", hclsyntax.OpMultiply: "*",
	hclsyntax.OpDivide: "/", hclsyntax.OpModulo: "%", hclsyntax.OpNegate: "-",
}

func forTree(node *hclsyntax.ForExpr) list {
	return list{
		node.KeyVar, node.ValVar, expressionTree(node.CollExpr), optional(node.KeyExpr),
		expressionTree(node.ValExpr), optional(node.CondExpr), node.Group,
	}
}

func expressionTree(node hclsyntax.Expression) list {
	place := node.Range()
	start, end := place.Start.Byte, place.End.Byte
	switch node := node.(type) {
	case *hclsyntax.LiteralValueExpr:
		return valueTree(node.Val)
	case *hclsyntax.TemplateExpr:
		return list{"template", trees(node.Parts)}
	case *hclsyntax.TemplateWrapExpr:
		return list{"template", list{expressionTree(node.Wrapped)}}
	case *hclsyntax.TemplateJoinExpr:
		return list{"join", forTree(node.Tuple.(*hclsyntax.ForExpr))}
	case *hclsyntax.ScopeTraversalExpr:
		return stepTrees(nil, node.Traversal)
	case *hclsyntax.RelativeTraversalExpr:
		return stepTrees(expressionTree(node.Source), node.Traversal)
	case *hclsyntax.FunctionCallExpr:
		return list{"call", start, end, node.Name, trees(node.Args), node.ExpandFinal}
	case *hclsyntax.ConditionalExpr:
		return list{
			"conditional", expressionTree(node.Condition), expressionTree(node.TrueResult),
			expressionTree(node.FalseResult),
		}
	case *hclsyntax.IndexExpr:
		return list{"index", expressionTree(node.Collection), expressionTree(node.Key)}
	case *hclsyntax.TupleConsExpr:
		return list{"list", start, end, trees(node.Exprs)}
	case *hclsyntax.ObjectConsExpr:
		items := list{}
		for _, each := range node.Items {
			items = append(items, list{expressionTree(each.KeyExpr), expressionTree(each.ValueExpr)})
		}
		return list{"object", start, end, items}
	case *hclsyntax.ObjectConsKeyExpr:
		if !node.ForceNonLiteral {
			if name := hcl.ExprAsKeyword(node.Wrapped); name != "" {
				return list{"key", name}
			}
		}
		return expressionTree(node.Wrapped)
	case *hclsyntax.ForExpr:
		return list{"for", start, end, forTree(node)}
	case *hclsyntax.SplatExpr:
		return list{"splat", expressionTree(node.Source), expressionTree(node.Each)}
	case *hclsyntax.AnonSymbolExpr:
		return list{"element"}
	case *hclsyntax.BinaryOpExpr:
		return list{"binary", operators[node.Op], expressionTree(node.LHS), expressionTree(node.RHS)}
	case *hclsyntax.UnaryOpExpr:
		return list{"unary", operators[node.Op], expressionTree(node.Val)}
	case *hclsyntax.ParenthesesExpr:
		return list{"parenthesis", start, end, expressionTree(node.Expression)}
	default:
		return list{"unknown"}
	}
}
