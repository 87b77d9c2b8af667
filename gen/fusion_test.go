package gen

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"
)

// Every product of floats is rounded by float64(...) at once: a compiler for a
// processor with fused multiply-add may otherwise skip that rounding, and the
// sample would differ between machines. This machine's tests cannot see it.
func TestEveryFloatProductIsRounded(t *testing.T) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "draw.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	info := types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	check := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	if _, err := check.Check("gen", fset, []*ast.File{file}, &info); err != nil {
		t.Fatal(err)
	}
	isFloat := func(e ast.Expr) bool {
		tv := info.Types[e]
		basic, ok := tv.Type.Underlying().(*types.Basic)
		return ok && basic.Info()&types.IsFloat != 0 && tv.Value == nil
	}
	rounded := map[ast.Expr]bool{}
	products := 0
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
	if products < 20 {
		t.Errorf("only %d products seen: the check looks at the wrong code", products)
	}
}
