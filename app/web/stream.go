package web

import (
	"bufio"
	"context"
	"io"
	"mime"
	"net"
	"time"

	"github.com/gofiber/fiber/v2"
)

// exportLimit is how long an export may take, with all of it on its way.
const exportLimit = 10 * time.Minute

// sendZip sends an export as it is made, so that no copy lies on any disk. Where it
// breaks off the connection does, and the browser says that the file is not whole;
// what it has of it does not open, for a zip has its table at the end.
func (s *Server) sendZip(c *fiber.Ctx, name string, write func(context.Context, io.Writer) error) error {
	c.Set(fiber.HeaderContentType, "application/zip")
	c.Set(fiber.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	c.Set(fiber.HeaderCacheControl, "no-store")
	// fasthttp ends a compressed stream that broke off as if it were whole.
	c.Request().Header.Del(fiber.HeaderAcceptEncoding)
	ctx, cancel := context.WithTimeout(context.Background(), exportLimit)
	in, out := io.Pipe()
	go func() {
		defer cancel()
		w := bufio.NewWriterSize(out, 64<<10)
		err := write(ctx, w)
		if err == nil {
			err = w.Flush()
		}
		if err != nil {
			s.Log.Error("not exported to its end", "file", name, "err", err)
		}
		out.CloseWithError(err)
	}()
	return c.SendStream(sending{in, c.Context().Conn()})
}

// sending is a stream that may take as long as it moves.
type sending struct {
	io.ReadCloser
	conn net.Conn
}

func (s sending) Read(b []byte) (int, error) {
	n, err := s.ReadCloser.Read(b)
	if err == nil {
		err = s.conn.SetWriteDeadline(time.Now().Add(writeTimeout))
	}
	return n, err
}
