import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineageClient;
import io.openlineage.client.transports.KinesisConfig;
import io.openlineage.client.transports.KinesisTransport;
import java.net.URI;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Properties;
import java.util.UUID;

/** Runs by OpenLineage's Java client and its transport for Kinesis. Pipeline PORT FIRST COUNT DIRECTORY */
public class Pipeline {
  public static void main(String[] args) throws Exception {
    Properties properties = new Properties();
    for (String service : List.of("Kinesis", "Sts")) {
      properties.setProperty(service + "Endpoint", "127.0.0.1");
      properties.setProperty(service + "Port", args[0]);
    }
    properties.setProperty("VerifyCertificate", "false");
    properties.setProperty("MetricsLevel", "none");
    properties.setProperty("TempDirectory", args[3]);
    KinesisConfig config = new KinesisConfig();
    config.setStreamName("openlineage");
    config.setRegion("eu-central-1");
    config.setProperties(properties);
    KinesisTransport transport = new KinesisTransport(config);
    emit(new OpenLineageClient(transport), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    transport.close();
    System.exit(0);
  }

  private static void emit(OpenLineageClient client, int first, int count) {
    OpenLineage openLineage = new OpenLineage(URI.create("https://example.org/shop"));
    ZonedDateTime start = ZonedDateTime.parse("2026-01-31T00:00:00Z");
    for (int number = first; number < first + count; number++) {
      ZonedDateTime time = start.plusMinutes(number);
      for (OpenLineage.RunEvent.EventType state :
          List.of(OpenLineage.RunEvent.EventType.START, OpenLineage.RunEvent.EventType.COMPLETE)) {
        client.emit(
            openLineage.newRunEvent(
                state == OpenLineage.RunEvent.EventType.START ? time : time.plusSeconds(30),
                state,
                openLineage.newRun(new UUID(0, number), null),
                openLineage.newJob("kinesis", "orders.load." + number % 7, null),
                List.of(openLineage.newInputDataset("s3://lake", "orders.csv", null, null)),
                List.of(openLineage.newOutputDataset("postgres://db:5432", "shop.public.orders", null, null))));
      }
    }
  }
}
