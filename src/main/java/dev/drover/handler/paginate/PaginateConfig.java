package dev.drover.handler.paginate;

import dev.drover.config.Checked;
import dev.drover.config.Default;
import dev.drover.config.Doc;
import dev.drover.config.Length;
import dev.drover.config.Pattern;
import dev.drover.config.Problems;
import dev.drover.config.Range;
import dev.drover.config.Ref;
import dev.drover.config.Shorthand;
import dev.drover.config.Size;
import dev.drover.handler.Door;
import dev.drover.handler.Forwarded;
import dev.drover.handler.transcode.ReplyForm;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whose pages are asked for, how the next one is found, and what is made of them. */
@Doc("Asks an upstream for all pages of a list, and answers with their items as one stream.")
public record PaginateConfig(
    @Doc("The upstream.") @Ref("upstreams") String upstream,
    @Doc("A JSON pointer to the list of items in a page; the page itself when empty.")
        @Default("/items")
        @Pattern(value = JsonPath.FORM, expected = "a JSON pointer")
        String items,
    @Doc("The next page is that of the link rel=\"next\" in its Link header (RFC 8288).")
        Optional<Links> link,
    @Doc("A page has a cursor, which a parameter of the next request takes.")
        Optional<Cursor> cursor,
    @Doc("Pages have numbers, or begin at offsets.") Optional<Numbers> page,
    @Doc("A page has a token of the next one, as in AIP-158.") Optional<PageToken> pageToken,
    @Doc("Pages are the answers of a gRPC method, with tokens as in AIP-158.")
        Optional<ListCall> call,
    @Doc("What a client gets that accepts anything.") @Default("ndjson") ReplyForm answer,
    @Doc(
            "How many pages are asked for ahead of the client. 0 asks for the next page when the"
                + " client has taken the one before; more than 1 needs a page source with a total.")
        @Default("0")
        @Range(min = "0", max = "64")
        int ahead,
    @Doc("How many pages there may be; what comes after them is an error, and not left out.")
        @Default("1000")
        @Range(min = "1", max = "100000")
        int pages,
    @Doc("How large one page may be.") @Default("8MiB") @Range(min = "1KiB", max = "256MiB")
        Size pageBytes,
    @Doc("How long one page may take, with all attempts.")
        @Default("30s")
        @Range(min = "1ms", max = "1h")
        Duration pageTimeout,
    @Doc("How the upstream is told of the client.") @Default("x-forwarded")
        Forwarded.Form forwarded,
    @Doc("Whether a via header is added to the requests.") @Default("true") boolean via,
    @Doc(
            "The gRPC method that this is, too: its response is a stream of items. It takes the"
                + " request of \"call\", or has an HTTP rule that says what is asked for by GET.")
        Optional<Door.Config> grpc)
    implements Checked {

  /** The next page is linked. */
  @Doc("Links to the next page.")
  public record Links(
      @Doc(
              "Origins that links may name beside the one that was asked for and the endpoint's own;"
                  + " such as https://api.example.com. All requests go to the upstream, whatever a"
                  + " link says.")
          @Pattern(
              value = "https?://[^/?#@]+",
              expected = "an origin such as \"https://api.example.com\"")
          List<String> origins) {}

  /** The next page has a cursor. */
  @Doc("A cursor, from page to page. The last page has none, or an empty one.")
  public record Cursor(
      @Doc("A JSON pointer to it.")
          @Length(min = 1)
          @Pattern(value = JsonPath.FORM, expected = "a JSON pointer")
          String in,
      @Doc("The query parameter that takes it.") @Default("cursor") @Length(min = 1)
          String parameter) {}

  /** The next page has a token. */
  @Doc("Page tokens as in AIP-158.")
  public record PageToken(
      @Doc("A JSON pointer to it.")
          @Default("/nextPageToken")
          @Length(min = 1)
          @Pattern(value = JsonPath.FORM, expected = "a JSON pointer")
          String in,
      @Doc("The query parameter that takes it.") @Default("pageToken") @Length(min = 1)
          String parameter) {}

  /** The pages are a gRPC method's. */
  @Doc(
      "A gRPC method whose request has page_token, and whose answer has next_page_token and a"
          + " repeated field of messages (AIP-158).")
  @Shorthand("method")
  public record ListCall(
      @Doc("Its full name.")
          @Pattern(value = Door.METHOD, expected = "a method such as \"pkg.Service/Method\"")
          String method,
      @Doc(
              "The schema that has it. When absent: the one that is read from this upstream by"
                  + " reflection, else the only one; when there is none, the upstream is asked for"
                  + " it.")
          @Ref("schemas")
          Optional<String> schema,
      @Doc("The repeated field that has the items; the only one of messages when absent.")
          @Length(min = 1)
          Optional<String> items,
      @Doc("How many items a page is to have, as page_size; what a client says when absent.")
          @Range(min = "1", max = "100000")
          Optional<Integer> pageSize) {}

  /** What a total counts. */
  public enum Counts {
    ITEMS,
    PAGES
  }

  /** Pages are numbered. */
  @Doc("Numbers or offsets of pages. Without a total the list ends with a page that is not full.")
  public record Numbers(
      @Doc("The query parameter of the number.") @Default("page") @Length(min = 1) String parameter,
      @Doc("The number of the first page.") @Default("1") @Range(min = "0", max = "1000000000")
          long first,
      @Doc("Whether it is the offset of the first item and not the number of the page.")
          @Default("false")
          boolean offset,
      @Doc("How many items a page has.") @Default("100") @Range(min = "1", max = "100000") int size,
      @Doc("The query parameter of the size; it is not said when absent.") @Length(min = 1)
          Optional<String> sizeParameter,
      @Doc("Where the first page tells the total: a JSON pointer, or header:NAME.")
          @Pattern(value = "(/.*|header:[!-~]+)", expected = "a JSON pointer or header:NAME")
          Optional<String> total,
      @Doc("What the total counts.") @Default("items") Counts counts) {}

  @Override
  public void check(Problems problems) {
    if (Stream.of(link, cursor, page, pageToken, call).filter(Optional::isPresent).count() != 1) {
      problems.add(
          "expected exactly one of \"link\", \"cursor\", \"page\", \"pageToken\" and"
              + " \"call\"");
    }
    if (ahead > 1 && page.flatMap(Numbers::total).isEmpty()) {
      problems.at("ahead").add("more than 1 needs a page source with a total");
    }
  }
}
