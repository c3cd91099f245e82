package dev.drover.upstream.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drover.upstream.EndpointConfig;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SlicesTest {
  private static JsonNode slice(String name, String ports, String endpoints)
      throws JsonProcessingException {
    return new ObjectMapper()
        .readTree(
            """
            {"metadata": {"name": "%s"}, "addressType": "IPv4", "ports": [%s], "endpoints": [%s]}
            """
                .formatted(name, ports, endpoints));
  }

  private static final String GRPC = "{\"name\": \"grpc\", \"port\": 9000, \"protocol\": \"TCP\"}";
  private static final String HTTP = "{\"name\": \"http\", \"port\": 8080}";

  private static String endpoint(String ip, String conditions) {
    return "{\"addresses\": [\"" + ip + "\"], \"conditions\": {" + conditions + "}}";
  }

  private static List<String> addresses(Slices slices) {
    return slices.endpoints().stream().map(EndpointConfig::address).toList();
  }

  @Test
  void severalSlicesAreOneList() throws Exception {
    Slices slices = new Slices(Optional.empty());
    slices.put(slice("b", GRPC, endpoint("10.0.0.2", "") + "," + endpoint("10.0.0.1", "")));
    slices.put(slice("a", GRPC, endpoint("10.0.0.2", "") + "," + endpoint("2001:db8::3", "")));
    assertThat(addresses(slices))
        .containsExactly("10.0.0.1:9000", "10.0.0.2:9000", "[2001:db8::3]:9000");
  }

  @Test
  void onlyWhatIsReadyCounts() throws Exception {
    Slices slices = new Slices(Optional.empty());
    slices.put(
        slice(
            "a",
            GRPC,
            String.join(
                ",",
                endpoint("10.0.0.1", "\"ready\": true"),
                endpoint("10.0.0.2", "\"ready\": false"),
                endpoint("10.0.0.3", "\"ready\": false, \"serving\": true, \"terminating\": true"),
                endpoint("10.0.0.4", ""))));
    assertThat(addresses(slices)).containsExactly("10.0.0.1:9000", "10.0.0.4:9000");
  }

  @Test
  void whatEndsButServesCountsWhenNothingIsReady() throws Exception {
    Slices slices = new Slices(Optional.empty());
    slices.put(
        slice(
            "a",
            GRPC,
            endpoint("10.0.0.3", "\"ready\": false, \"serving\": true, \"terminating\": true")
                + ","
                + endpoint("10.0.0.4", "\"ready\": false, \"serving\": false")));
    assertThat(addresses(slices)).containsExactly("10.0.0.3:9000");
  }

  @Test
  void aPortIsMeantByItsNameOrItsNumber() throws Exception {
    for (String meant : List.of("http", "8080")) {
      Slices slices = new Slices(Optional.of(meant));
      slices.put(slice("a", GRPC + "," + HTTP, endpoint("10.0.0.1", "")));
      assertThat(addresses(slices)).containsExactly("10.0.0.1:8080");
    }
  }

  @Test
  void aPortThatIsNotThereIsSaidWithThoseThatAre() throws Exception {
    Slices slices = new Slices(Optional.of("admin"));
    slices.put(slice("a", GRPC + "," + HTTP, endpoint("10.0.0.1", "")));
    assertThat(slices.trouble())
        .contains("the ports of its slice a are grpc (9000), http (8080), and none is admin");
  }

  @Test
  void oneOfSeveralPortsMustBeMeant() throws Exception {
    Slices slices = new Slices(Optional.empty());
    slices.put(slice("a", GRPC + "," + HTTP, endpoint("10.0.0.1", "")));
    assertThat(slices.trouble())
        .contains("the ports of its slice a are grpc (9000), http (8080); say which is meant");
  }

  @Test
  void theZoneIsThatOfTheEndpoint() throws Exception {
    Slices slices = new Slices(Optional.empty());
    slices.put(slice("a", GRPC, "{\"addresses\": [\"10.0.0.1\"], \"zone\": \"eu-1a\"}"));
    assertThat(slices.endpoints().get(0).zone()).contains("eu-1a");
  }

  @Test
  void aSliceThatIsRemovedOrReplacedLeavesNothing() throws Exception {
    Slices slices = new Slices(Optional.empty());
    JsonNode a = slice("a", GRPC, endpoint("10.0.0.1", ""));
    slices.put(a);
    slices.put(slice("b", GRPC, endpoint("10.0.0.2", "")));
    slices.put(slice("b", GRPC, endpoint("10.0.0.9", "")));
    slices.remove(a);
    assertThat(addresses(slices)).containsExactly("10.0.0.9:9000");
    slices.replace(new ObjectMapper().readTree("{\"items\": []}"));
    assertThat(addresses(slices)).isEmpty();
  }
}
