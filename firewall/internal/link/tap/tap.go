package tap

// Config describes a tap.
type Config struct {
	Interface string // name of the network interface to listen on
}
