// Command portcullis is a signaling firewall for the interconnects of a mobile
// operator, extended by WebAssembly filters.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/seed-43cefff0/portcullis/firewall"
)

func main() { os.Exit(run()) }

// exitError carries an exit status of the contract; its text, if any, has
// already been printed.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := command().ExecuteContext(ctx)
	var code exitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, new(*firewall.InvalidConfig)):
		fmt.Fprintln(os.Stderr, err) // each line begins with its place, for editors to jump to
		return 1
	}
	fmt.Fprintln(os.Stderr, "portcullis:", err)
	return 1
}

func command() *cobra.Command {
	root := &cobra.Command{
		Use:           "portcullis",
		Short:         "A signaling firewall that other people extend with WebAssembly",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(demoCommand(), runCommand(), checkCommand(), replayCommand(), reportCommand(), explainCommand(),
		filterCommand(), benchCommand(), schemaCommand(), ctlCommand(), guardCommand())
	return root
}
