package chart

// roleTable holds the SGR parameters of each role.
type roleTable [numRoles]string

// rolesOf picks the table for a terminal. Colours are chosen to be readable on
// their background (contrast at least 4.5, borders 3) and, for the series, to
// differ in brightness as well as hue, so that they stay apart for people who do
// not see all hues.
func rolesOf(o ThemeOptions) roleTable {
	if o.Contrast && o.Profile > Mono {
		switch {
		case o.Profile == ANSI16 && o.Light:
			return lightContrast16
		case o.Profile == ANSI16:
			return darkContrast16
		case o.Light:
			return lightContrast
		}
		return darkContrast
	}
	switch o.Profile {
	case Mono:
		return monoRoles
	case ANSI16:
		if o.Light {
			return light16
		}
		return dark16
	case ANSI256:
		if o.Light {
			return light256
		}
		return dark256
	case TrueColor:
		if o.Light {
			return lightTrue
		}
		return darkTrue
	}
	return roleTable{}
}

var monoRoles = roleTable{
	Dim: "2", Title: "1", Header: "1", Bad: "1", Selected: "7",
	Border: "2", BorderFocus: "1", Key: "1",
}

// The 16 colours look different in every terminal. Dim is used instead of
// "bright black", which some palettes make the background colour; blue on dark
// and green, yellow and cyan on light backgrounds are avoided.
var dark16 = roleTable{
	Dim: "2", Title: "1", Header: "1", Accent: "36", Good: "32", Warn: "33", Bad: "1;31", Selected: "7",
	Border: "2", BorderFocus: "1;36", Key: "1;36", Limit: "31",
	Series0: "96", Series1: "33", Series2: "32", Series3: "95", Series4: "97", Series5: "94",
}

var light16 = roleTable{
	Dim: "2", Title: "1", Header: "1", Accent: "34", Good: "34", Warn: "35", Bad: "1;31", Selected: "7",
	Border: "2", BorderFocus: "1;34", Key: "1;34", Limit: "31",
	Series0: "34", Series1: "35", Series2: "30", Series3: "31", Series4: "36", Series5: "32",
}

var dark256 = roleTable{
	Dim: "38;5;246", Title: "1", Header: "1;38;5;252", Accent: "38;5;80",
	Good: "38;5;78", Warn: "38;5;221", Bad: "1;38;5;203", Selected: "7",
	Border: "38;5;242", BorderFocus: "1;38;5;80", Key: "38;5;117", Limit: "38;5;209",
	Series0: "38;5;75", Series1: "38;5;215", Series2: "38;5;114", Series3: "38;5;176", Series4: "38;5;229", Series5: "38;5;250",
}

var light256 = roleTable{
	Dim: "38;5;241", Title: "1", Header: "1;38;5;236", Accent: "38;5;25",
	Good: "38;5;28", Warn: "38;5;94", Bad: "1;38;5;160", Selected: "7",
	Border: "38;5;245", BorderFocus: "1;38;5;25", Key: "38;5;55", Limit: "38;5;130",
	Series0: "38;5;26", Series1: "38;5;130", Series2: "38;5;23", Series3: "38;5;127", Series4: "38;5;58", Series5: "38;5;240",
}

var darkTrue = roleTable{
	Dim: "38;2;148;152;161", Title: "1", Header: "1;38;2;208;211;216", Accent: "38;2;86;204;219",
	Good: "38;2;94;204;134", Warn: "38;2;245;203;92", Bad: "1;38;2;255;107;107", Selected: "7",
	Border: "38;2;98;103;115", BorderFocus: "1;38;2;86;204;219", Key: "38;2;137;207;255", Limit: "38;2;255;138;101",
	Series0: "38;2;86;180;255", Series1: "38;2;255;176;89", Series2: "38;2;122;204;122", Series3: "38;2;214;140;214", Series4: "38;2;250;240;170", Series5: "38;2;186;190;198",
}

var lightTrue = roleTable{
	Dim: "38;2;96;100;110", Title: "1", Header: "1;38;2;45;48;56", Accent: "38;2;0;92;148",
	Good: "38;2;0;122;51", Warn: "38;2;138;90;0", Bad: "1;38;2;200;18;18", Selected: "7",
	Border: "38;2;138;142;150", BorderFocus: "1;38;2;0;92;148", Key: "38;2;86;35;160", Limit: "38;2;178;78;0",
	Series0: "38;2;0;98;190", Series1: "38;2;176;82;0", Series2: "38;2;0;122;90", Series3: "38;2;160;20;160", Series4: "38;2;92;88;0", Series5: "38;2;85;88;96",
}

// The tables of high contrast leave text in the terminal's own colour where they
// can, and mark what is bad by a background as well.
var darkContrast16 = roleTable{
	Title: "1", Header: "1;4", Accent: "1;96", Good: "1;92", Warn: "1;93", Bad: "1;97;41", Selected: "7",
	BorderFocus: "1", Key: "1;93", Limit: "1;91",
	Series0: "97", Series1: "93", Series2: "96", Series3: "95", Series4: "92", Series5: "37",
}

var lightContrast16 = roleTable{
	Title: "1", Header: "1;4", Accent: "1;34", Good: "1;34", Warn: "1;35", Bad: "1;97;41", Selected: "7",
	BorderFocus: "1", Key: "1;34", Limit: "1;31",
	Series0: "30", Series1: "34", Series2: "31", Series3: "35", Series4: "30", Series5: "34",
}

var darkContrast = roleTable{
	Title: "1", Header: "1;4", Accent: "1;38;5;123", Good: "1;38;5;120", Warn: "1;38;5;227", Bad: "1;38;5;231;48;5;88", Selected: "7",
	BorderFocus: "1", Key: "1;38;5;227", Limit: "1;38;5;216",
	Series0: "38;5;231", Series1: "38;5;220", Series2: "38;5;87", Series3: "38;5;219", Series4: "38;5;155", Series5: "38;5;250",
}

var lightContrast = roleTable{
	Title: "1", Header: "1;4", Accent: "1;38;5;18", Good: "1;38;5;22", Warn: "1;38;5;52", Bad: "1;38;5;231;48;5;88", Selected: "7",
	BorderFocus: "1", Key: "1;38;5;18", Limit: "1;38;5;88",
	Series0: "38;5;16", Series1: "38;5;18", Series2: "38;5;52", Series3: "38;5;53", Series4: "38;5;22", Series5: "38;5;238",
}
