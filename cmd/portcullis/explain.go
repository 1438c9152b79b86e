package main

import (
	"bufio"
	"cmp"
	"errors"

	"github.com/spf13/cobra"

	"github.com/seed-43cefff0/portcullis/firewall"
)

func explainCommand() *cobra.Command {
	var path string
	var frame int
	c := &cobra.Command{
		Use:   "explain [--config FILE] --frame N CAPTURE",
		Short: "Show one frame: what was decoded, what filters saw, and why they judged so",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if frame < 1 {
				return errors.New("explain needs --frame N, counted from 1")
			}
			fw, err := open(c, path, firewall.Options{})
			if err != nil {
				return err
			}
			defer fw.Close()
			captures, err := openCaptures(args, c.InOrStdin())
			if err != nil {
				return err
			}
			out := bufio.NewWriter(c.OutOrStdout())
			return cmp.Or(fw.Explain(c.Context(), captures[0], frame, out), out.Flush())
		},
	}
	c.Flags().StringVar(&path, "config", "", "configuration `FILE`")
	c.Flags().IntVar(&frame, "frame", 0, "number of the frame, from 1")
	return c
}
