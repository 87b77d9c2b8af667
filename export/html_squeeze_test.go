package export

import "testing"

func TestSqueezedScriptMeansTheSame(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"const a = 1; // one\nconst b = 'x // y';\n", "const a=1;const b='x // y';"},
		{"return a /* none */ + b;", "return a +b;"},
		{"a + +b - -c", "a+ +b- -c"},
		{"x = a / b / c;", "x=a /b /c;"},
		{"s.replace(/[/ ']+/g, ' ')", "s.replace(/[/ ']+/g,' ')"},
		{"return /a b/.test(s)", "return /a b/.test(s)"},
		{"let a = b\nlet c = d\n", "let a=b\nlet c=d\n"},
		{"if (a) {\n  b();\n} else c();\n", "if(a){b();}else c();"},
		{"function long(a) { return a; }\nlong(o.long(1), ...long(2));\n", "function aA(a){return a;}aA(o.long(1),...aA(2));"},
		{"function kept(a) {}\nlist.map(kept);\nkept(1);\n", "function kept(a){}list.map(kept);kept(1);"},
	} {
		if got := squeezeJS(tt.in); got != tt.want {
			t.Errorf("%q\n is %q\nwant %q", tt.in, got, tt.want)
		}
	}
}

func TestSqueezedStyleMeansTheSame(t *testing.T) {
	for in, want := range map[string]string{
		"/* x */ a , b { color : red ; }\n":                                           " a ,b{color :red}",
		"a > b :hover { content: \"a  b\"; }":                                         "a > b :hover{content:\"a  b\"}",
		"@media (min-width: 1px) and (max-width: 2px) { a { top: calc(1px + 2px) } }": "@media (min-width:1px) and (max-width:2px){a{top:calc(1px + 2px)}}",
	} {
		if got := squeezeCSS(in); got != want {
			t.Errorf("%q\n is %q\nwant %q", in, got, want)
		}
	}
}
