//go:build unix

package browsertest

// mouse sends a pointer event at a place of the window.
func (tb *tab) mouse(kind string, x, y float64, modifiers int) {
	p := obj{"type": kind, "x": x, "y": y, "modifiers": modifiers}
	if kind != "mouseMoved" {
		p["button"], p["clickCount"], p["buttons"] = "left", 1, 1
	}
	tb.do("Input.dispatchMouseEvent", p)
}

// drag presses at one place and releases at another of the same height.
func (tb *tab) drag(x0, x1, y float64, modifiers int) {
	tb.mouse("mousePressed", x0, y, modifiers)
	for i := 1; i <= 4; i++ {
		tb.do("Input.dispatchMouseEvent", obj{"type": "mouseMoved", "x": x0 + (x1-x0)*float64(i)/4, "y": y, "button": "left", "buttons": 1, "modifiers": modifiers})
	}
	tb.mouse("mouseReleased", x1, y, modifiers)
}

// key presses and releases a key; shift is modifier 8.
func (tb *tab) key(name string, modifiers int) {
	p := obj{"type": "keyDown", "key": name, "modifiers": modifiers}
	if len(name) == 1 {
		p["text"] = name
	}
	tb.do("Input.dispatchKeyEvent", p)
	tb.do("Input.dispatchKeyEvent", obj{"type": "keyUp", "key": name, "modifiers": modifiers})
}

// box returns the place of an element in the window.
func (tb *tab) box(selector string) (b struct{ X, Y, Width, Height float64 }) {
	tb.t.Helper()
	tb.eval(`(() => { const e = document.querySelector(`+quote(selector)+`); e.scrollIntoView({block: 'center'});
		const r = e.getBoundingClientRect(); return {X: r.x, Y: r.y, Width: r.width, Height: r.height}; })()`, &b)
	return b
}

// click clicks the middle of an element.
func (tb *tab) click(selector string) {
	tb.t.Helper()
	b := tb.box(selector)
	tb.mouse("mousePressed", b.X+b.Width/2, b.Y+b.Height/2, 0)
	tb.mouse("mouseReleased", b.X+b.Width/2, b.Y+b.Height/2, 0)
}
