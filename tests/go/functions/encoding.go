// Values as JSON: what is plain JSON is plain, everything else is an object with one key that
// starts with a dollar sign.
package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

func decodeType(raw json.RawMessage) (cty.Type, error) {
	return ctyjson.UnmarshalType(raw)
}

// decodeValue reads: a string, a number, a boolean; null (of any type); an array (a tuple); an
// object (an object); {"$list"|"$set": [...], "of": type}; {"$map": {...}, "of": type};
// {"$unknown": type}; {"$null": type}; {"$number": "text"}; {"$object": {...}}.
func decodeValue(raw json.RawMessage) (cty.Value, error) {
	text := strings.TrimSpace(string(raw))
	switch {
	case text == "null":
		return cty.NullVal(cty.DynamicPseudoType), nil
	case text == "true", text == "false":
		return cty.BoolVal(text == "true"), nil
	case text[0] == '"':
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			return cty.NilVal, err
		}
		return cty.StringVal(s), nil
	case text[0] == '[':
		values, err := decodeValues(raw)
		return cty.TupleVal(values), err
	case text[0] == '{':
		return decodeObject(raw)
	default:
		return cty.ParseNumberVal(text)
	}
}

func decodeValues(raw json.RawMessage) ([]cty.Value, error) {
	var items []json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil {
		return nil, err
	}
	values := make([]cty.Value, len(items))
	for i, item := range items {
		value, err := decodeValue(item)
		if err != nil {
			return nil, err
		}
		values[i] = value
	}
	return values, nil
}

func decodeAttributes(raw json.RawMessage) (map[string]cty.Value, error) {
	var items map[string]json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil {
		return nil, err
	}
	values := make(map[string]cty.Value, len(items))
	for name, item := range items {
		value, err := decodeValue(item)
		if err != nil {
			return nil, err
		}
		values[name] = value
	}
	return values, nil
}

func decodeObject(raw json.RawMessage) (cty.Value, error) {
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(raw, &keys); err != nil {
		return cty.NilVal, err
	}
	element := cty.DynamicPseudoType
	if of, ok := keys["of"]; ok {
		var err error
		if element, err = decodeType(of); err != nil {
			return cty.NilVal, err
		}
	}
	if of, ok := keys["$unknown"]; ok {
		ty, err := decodeType(of)
		return cty.UnknownVal(ty), err
	}
	if of, ok := keys["$null"]; ok {
		ty, err := decodeType(of)
		return cty.NullVal(ty), err
	}
	if number, ok := keys["$number"]; ok {
		var s string
		if err := json.Unmarshal(number, &s); err != nil {
			return cty.NilVal, err
		}
		return cty.ParseNumberVal(s)
	}
	if items, ok := keys["$list"]; ok {
		values, err := decodeValues(items)
		if err != nil || len(values) == 0 {
			return cty.ListValEmpty(element), err
		}
		return cty.ListVal(values), nil
	}
	if items, ok := keys["$set"]; ok {
		values, err := decodeValues(items)
		if err != nil || len(values) == 0 {
			return cty.SetValEmpty(element), err
		}
		return cty.SetVal(values), nil
	}
	if items, ok := keys["$map"]; ok {
		values, err := decodeAttributes(items)
		if err != nil || len(values) == 0 {
			return cty.MapValEmpty(element), err
		}
		return cty.MapVal(values), nil
	}
	if items, ok := keys["$object"]; ok {
		values, err := decodeAttributes(items)
		return cty.ObjectVal(values), err
	}
	values, err := decodeAttributes(raw)
	return cty.ObjectVal(values), err
}

func typeJSON(ty cty.Type) json.RawMessage {
	raw, err := ctyjson.MarshalType(ty)
	if err != nil {
		panic(err)
	}
	return raw
}

// encodeValue is the inverse of decodeValue. Numbers are always written as {"$number": text}, the
// text being the one that a template would show.
func encodeValue(value cty.Value) any {
	ty := value.Type()
	switch {
	case !value.IsKnown():
		return map[string]any{"$unknown": typeJSON(ty)}
	case value.IsNull():
		if ty == cty.DynamicPseudoType {
			return nil
		}
		return map[string]any{"$null": typeJSON(ty)}
	case ty == cty.String:
		return value.AsString()
	case ty == cty.Bool:
		return value.True()
	case ty == cty.Number:
		return map[string]any{"$number": value.AsBigFloat().Text('f', -1)}
	case ty.IsTupleType():
		return encodeValues(value)
	case ty.IsListType():
		return map[string]any{"$list": encodeValues(value), "of": typeJSON(ty.ElementType())}
	case ty.IsSetType():
		return map[string]any{"$set": encodeValues(value), "of": typeJSON(ty.ElementType())}
	case ty.IsMapType():
		return map[string]any{"$map": encodeAttributes(value), "of": typeJSON(ty.ElementType())}
	case ty.IsObjectType():
		attributes := encodeAttributes(value)
		for name := range attributes {
			if strings.HasPrefix(name, "$") {
				return map[string]any{"$object": attributes}
			}
		}
		return attributes
	default:
		panic(fmt.Sprintf("a value of type %s cannot be written", ty.FriendlyName()))
	}
}

func encodeValues(value cty.Value) []any {
	items := []any{}
	for it := value.ElementIterator(); it.Next(); {
		_, element := it.Element()
		items = append(items, encodeValue(element))
	}
	return items
}

func encodeAttributes(value cty.Value) map[string]any {
	items := map[string]any{}
	for it := value.ElementIterator(); it.Next(); {
		name, element := it.Element()
		items[name.AsString()] = encodeValue(element)
	}
	return items
}
