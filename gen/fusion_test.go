package gen

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
	"testing"
)

// Every product of floats is rounded by float64(...) at once: a compiler for a
// processor with fused multiply-add may otherwise skip that rounding, and the
// sample would differ between machines. This machine's tests cannot see it.
func TestEveryFloatProductIsRounded(t *testing.T) {
	fset := token.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	info := types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	// What others export is not needed to see which of our operands are floats.
	check := types.Config{Importer: importer.ForCompiler(fset, "source", nil), Error: func(error) {}}
	check.Check("gen", fset, files, &info) //nolint:errcheck // of modules that it cannot find
	isFloat := func(e ast.Expr) bool {
		tv := info.Types[e]
		if tv.Type == nil {
			t.Fatalf("%s: unknown type", fset.Position(e.Pos()))
		}
		basic, ok := tv.Type.Underlying().(*types.Basic)
		return ok && basic.Info()&types.IsFloat != 0 && tv.Value == nil
	}
	rounded := map[ast.Expr]bool{}
	products := 0
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if name, ok := n.Fun.(*ast.Ident); ok && name.Name == "float64" {
					rounded[ast.Unparen(n.Args[0])] = true
				}
			case *ast.BinaryExpr:
				if n.Op == token.MUL && isFloat(n) {
					products++
					if !rounded[n] {
						t.Errorf("%s: product without float64(...) around it", fset.Position(n.Pos()))
					}
				}
			case *ast.AssignStmt:
				if n.Tok == token.MUL_ASSIGN && isFloat(n.Lhs[0]) {
					t.Errorf("%s: write the product out, with float64(...) around it", fset.Position(n.Pos()))
				}
			}
			return true
		})
	}
	if products < 30 {
		t.Errorf("only %d products seen: the check looks at the wrong code", products)
	}
}
