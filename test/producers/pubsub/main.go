// Pub/Sub in memory, by Google's own server for tests. server PORT
package main

import (
	"fmt"
	"os"
	"os/signal"

	"cloud.google.com/go/pubsub/v2/pstest"
)

func main() {
	server := pstest.NewServerWithAddress("127.0.0.1:" + os.Args[1])
	defer server.Close()
	fmt.Println(server.Addr)
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	<-interrupted
}
