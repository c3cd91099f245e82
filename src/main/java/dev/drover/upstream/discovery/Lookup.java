package dev.drover.upstream.discovery;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Asks name servers, and remembers nothing: each look-up is a new one, and brings the time that its
 * records are valid. Confined to the event loop it was made on.
 */
final class Lookup {
  /** There is no such record, says a server that should know; nothing has failed. */
  static final class NoSuchRecord extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoSuchRecord(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * @param ips in numerical order
   * @param validity of the record that expires first
   */
  record Addresses(List<String> ips, Duration validity) {}

  /** One server of a service (RFC 2782); the target is without the last dot. */
  record Service(int priority, int weight, int port, String target, Duration validity) {}

  /**
   * @param additional addresses of targets, in lower case, that came along
   */
  record Services(List<Service> services, Map<String, Addresses> additional) {}

  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

  private final DnsNameResolver resolver;
  private final Future<Search> search;
  private final ContextInternal context;

  Lookup(Vertx vertx, NameServers servers) {
    VertxInternal internal = (VertxInternal) vertx;
    this.context = internal.getOrCreateContext();
    DnsNameResolverBuilder builder =
        new DnsNameResolverBuilder(context.nettyEventLoop())
            .channelFactory(() -> internal.transport().datagramChannel())
            .socketChannelFactory(
                () -> (SocketChannel) internal.transport().channelFactory(false).newChannel())
            .resolveCache(NoopDnsCache.INSTANCE)
            .cnameCache(NoopDnsCnameCache.INSTANCE)
            .queryTimeoutMillis(servers.timeout().toMillis());
    List<InetSocketAddress> addresses = servers.addresses();
    if (!addresses.isEmpty()) {
      builder.nameServerProvider(new SequentialDnsServerAddressStreamProvider(addresses));
    }
    this.resolver = builder.build();
    this.search =
        servers.search().isEmpty()
            ? vertx.executeBlocking(() -> Search.read(RESOLV_CONF))
            : Future.succeededFuture(new Search(servers.search(), 1));
  }

  /**
   * The addresses of a host in one family, of the hosts file if it is there.
   *
   * @param type A or AAAA
   * @return fails with {@link NoSuchRecord} when it has none
   */
  Future<Addresses> addresses(String host, DnsRecordType type) {
    return search.compose(known -> first(known.names(host), type));
  }

  /** Of the first of those names that has any. */
  private Future<Addresses> first(List<String> names, DnsRecordType type) {
    Future<Addresses> asked = exactly(names.get(0), type);
    return names.size() == 1
        ? asked
        : asked.recover(
            cause ->
                cause instanceof NoSuchRecord
                    ? first(names.subList(1, names.size()), type)
                    : Future.failedFuture(cause));
  }

  private Future<Addresses> exactly(String host, DnsRecordType type) {
    Promise<Addresses> promise = context.promise();
    io.netty.util.concurrent.Future<List<DnsRecord>> asked =
        resolver.resolveAll(new DefaultDnsQuestion(host, type));
    asked.addListener(
        done -> {
          if (asked.isSuccess()) {
            List<DnsRecord> records = asked.getNow();
            try {
              promise.complete(addresses(records));
            } finally {
              records.forEach(ReferenceCountUtil::release);
            }
          } else {
            promise.fail(reason(host, type, asked.cause()));
          }
        });
    return promise.future();
  }

  private static Throwable reason(String host, DnsRecordType type, Throwable cause) {
    if (cause instanceof UnknownHostException && cause.getCause() == null) {
      return new NoSuchRecord("there is no " + type.name() + " record of " + host);
    }
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof DnsErrorCauseException error
          && error.getCode().equals(DnsResponseCode.NXDOMAIN)) {
        return new NoSuchRecord("there is no " + type.name() + " record of " + host);
      }
    }
    Throwable last = cause;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    return new UnknownHostException(
        "no name server could say the "
            + type.name()
            + " records of "
            + host
            + ": "
            + last.getMessage());
  }

  /** The servers of a service, and what the name server has told of their addresses unasked. */
  Future<Services> services(String name) {
    return ask(name, DnsRecordType.SRV, response -> services(name, response));
  }

  /** The TXT records of a name; fails with {@link NoSuchRecord} when it has none. */
  Future<TextRecords.Texts> texts(String name) {
    return ask(name, DnsRecordType.TXT, response -> texts(name, response));
  }

  private <T> Future<T> ask(String name, DnsRecordType type, Function<DnsResponse, T> read) {
    Promise<T> promise = context.promise();
    var asked = resolver.query(new DefaultDnsQuestion(name, type));
    asked.addListener(
        done -> {
          if (!asked.isSuccess()) {
            promise.fail(reason(name, type, asked.cause()));
            return;
          }
          AddressedEnvelope<DnsResponse, InetSocketAddress> answer = asked.getNow();
          try {
            check(name, type, answer.content().code());
            promise.complete(read.apply(answer.content()));
          } catch (RuntimeException e) {
            promise.fail(e);
          } finally {
            answer.release();
          }
        });
    return promise.future();
  }

  private static void check(String name, DnsRecordType type, DnsResponseCode code) {
    if (code.equals(DnsResponseCode.NXDOMAIN)) {
      throw new NoSuchRecord("there is no " + type.name() + " record of " + name);
    }
    if (!code.equals(DnsResponseCode.NOERROR)) {
      throw new IllegalStateException(
          "the name server answered " + code + " to " + type.name() + " " + name);
    }
  }

  private static TextRecords.Texts texts(String name, DnsResponse response) {
    List<String> texts = new ArrayList<>();
    long validity = Integer.MAX_VALUE;
    for (DnsRecord record : section(response, DnsSection.ANSWER)) {
      if (record.type().equals(DnsRecordType.TXT) && record instanceof DnsRawRecord raw) {
        texts.add(text(raw.content().duplicate()));
        validity = Math.min(validity, record.timeToLive());
      }
    }
    if (texts.isEmpty()) {
      throw new NoSuchRecord("there is no TXT record of " + name);
    }
    return new TextRecords.Texts(texts, Duration.ofSeconds(validity));
  }

  /** Strings, each after its length (RFC 1035, section 3.3.14). */
  private static String text(ByteBuf content) {
    StringBuilder text = new StringBuilder(content.readableBytes());
    while (content.isReadable()) {
      int length = Math.min(content.readUnsignedByte(), content.readableBytes());
      text.append(content.readCharSequence(length, StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  private static Services services(String name, DnsResponse response) {
    List<Service> services = new ArrayList<>();
    for (DnsRecord record : section(response, DnsSection.ANSWER)) {
      if (record.type().equals(DnsRecordType.SRV) && record instanceof DnsRawRecord raw) {
        services.add(service(raw));
      }
    }
    if (services.isEmpty()) {
      throw new NoSuchRecord("there is no SRV record of " + name);
    }
    Map<String, List<DnsRecord>> additional = new HashMap<>();
    for (DnsRecord record : section(response, DnsSection.ADDITIONAL)) {
      if (record.type().equals(DnsRecordType.A) || record.type().equals(DnsRecordType.AAAA)) {
        additional.computeIfAbsent(host(record.name()), any -> new ArrayList<>()).add(record);
      }
    }
    Map<String, Addresses> addresses = new HashMap<>();
    additional.forEach((host, records) -> addresses.put(host, addresses(records)));
    return new Services(List.copyOf(services), Map.copyOf(addresses));
  }

  private static List<DnsRecord> section(DnsResponse response, DnsSection section) {
    List<DnsRecord> records = new ArrayList<>();
    for (int i = 0; i < response.count(section); i++) {
      records.add(response.recordAt(section, i));
    }
    return records;
  }

  private static Service service(DnsRawRecord record) {
    ByteBuf content = record.content().duplicate();
    return new Service(
        content.readUnsignedShort(),
        content.readUnsignedShort(),
        content.readUnsignedShort(),
        host(DefaultDnsRecordDecoder.decodeName(content)),
        Duration.ofSeconds(record.timeToLive()));
  }

  /** A name as names are compared: in lower case and without the last dot. */
  static String host(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static Addresses addresses(Collection<DnsRecord> records) {
    long validity = Integer.MAX_VALUE;
    List<byte[]> ips = new ArrayList<>();
    for (DnsRecord record : records) {
      if (record instanceof DnsRawRecord raw) {
        ByteBuf content = raw.content();
        byte[] ip = new byte[content.readableBytes()];
        content.getBytes(content.readerIndex(), ip);
        if (ip.length == 4 || ip.length == 16) {
          ips.add(ip);
          validity = Math.min(validity, record.timeToLive());
        }
      }
    }
    ips.sort((a, b) -> a.length != b.length ? a.length - b.length : Arrays.compareUnsigned(a, b));
    return new Addresses(
        ips.stream().map(ip -> NetUtil.toAddressString(inet(ip))).distinct().toList(),
        Duration.ofSeconds(validity));
  }

  static InetAddress inet(byte[] ip) {
    try {
      return InetAddress.getByAddress(ip);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("An IP address has 4 or 16 bytes.", e);
    }
  }

  void close() {
    resolver.close();
  }
}
