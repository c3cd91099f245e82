package dev.drover.testing;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A name server over UDP on a free port of 127.0.0.1, whose records a test sets and changes. What
 * has no records is answered with NXDOMAIN.
 */
public final class DnsServer implements AutoCloseable {
  /** What is answered to one question. */
  private record Answer(DnsResponseCode code, List<Entry> records, List<Entry> additional) {}

  /** One record; how it goes over the wire is made when it is asked for. */
  public record Entry(String name, DnsRecordType type, int ttl, byte[] content) {
    private DnsRecord record() {
      return new DefaultDnsRawRecord(name, type, ttl, Unpooled.wrappedBuffer(content));
    }
  }

  private final EventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final DatagramChannel channel;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> questions = new CopyOnWriteArrayList<>();
  private volatile boolean silent;

  private DnsServer() {
    channel =
        (DatagramChannel)
            new Bootstrap()
                .group(group)
                .channel(NioDatagramChannel.class)
                .handler(
                    new ChannelInitializer<DatagramChannel>() {
                      @Override
                      protected void initChannel(DatagramChannel made) {
                        made.pipeline()
                            .addLast(new DatagramDnsQueryDecoder())
                            .addLast(new DatagramDnsResponseEncoder())
                            .addLast(new Questions());
                      }
                    })
                .bind("127.0.0.1", 0)
                .syncUninterruptibly()
                .channel();
  }

  public static DnsServer start() {
    return new DnsServer();
  }

  /** Where it listens, as {@code ip:port}. */
  public String address() {
    return "127.0.0.1:" + channel.localAddress().getPort();
  }

  /** The addresses of a host from now on, of both families; none for NXDOMAIN. */
  public void host(String name, int ttl, String... ips) {
    for (DnsRecordType type : List.of(DnsRecordType.A, DnsRecordType.AAAA)) {
      List<Entry> records =
          List.of(ips).stream()
              .map(ip -> address(name, ttl, ip))
              .filter(record -> record.type().equals(type))
              .toList();
      if (records.isEmpty() && ips.length == 0) {
        answers.remove(key(name, type));
      } else {
        answers.put(key(name, type), new Answer(DnsResponseCode.NOERROR, records, List.of()));
      }
    }
  }

  /** An A or AAAA record. */
  public static Entry address(String name, int ttl, String ip) {
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(ip);
    DnsRecordType type = bytes.length == 4 ? DnsRecordType.A : DnsRecordType.AAAA;
    return new Entry(name, type, ttl, bytes);
  }

  /** An SRV record. */
  public static Entry service(
      String name, int ttl, int priority, int weight, int port, String target) {
    ByteBuf content = Unpooled.buffer();
    content.writeShort(priority).writeShort(weight).writeShort(port);
    for (String label : target.equals(".") ? new String[0] : target.split("\\.", -1)) {
      content.writeByte(label.length()).writeCharSequence(label, StandardCharsets.US_ASCII);
    }
    content.writeByte(0);
    byte[] bytes = new byte[content.readableBytes()];
    content.readBytes(bytes).release();
    return new Entry(name, DnsRecordType.SRV, ttl, bytes);
  }

  /** The servers of a service from now on, and the addresses that go with the answer. */
  public void services(String name, List<Entry> services, Entry... additional) {
    answers.put(
        key(name, DnsRecordType.SRV),
        new Answer(DnsResponseCode.NOERROR, services, List.of(additional)));
  }

  /** The TXT records of a name from now on, each cut into strings of 255 bytes. */
  public void texts(String name, int ttl, String... texts) {
    List<Entry> records = List.of(texts).stream().map(text -> text(name, ttl, text)).toList();
    answers.put(
        key(name, DnsRecordType.TXT), new Answer(DnsResponseCode.NOERROR, records, List.of()));
  }

  private static Entry text(String name, int ttl, String text) {
    ByteBuf content = Unpooled.buffer();
    for (int at = 0; at < text.length(); at += 255) {
      String part = text.substring(at, Math.min(text.length(), at + 255));
      content.writeByte(part.length()).writeCharSequence(part, StandardCharsets.US_ASCII);
    }
    byte[] bytes = new byte[content.readableBytes()];
    content.readBytes(bytes).release();
    return new Entry(name, DnsRecordType.TXT, ttl, bytes);
  }

  /** That question fails from now on. */
  public void fails(String name, DnsRecordType type, DnsResponseCode code) {
    answers.put(key(name, type), new Answer(code, List.of(), List.of()));
  }

  /** Whether questions are recorded and never answered. */
  public void silent(boolean on) {
    silent = on;
  }

  /** The questions so far, such as {@code A orders.test}. */
  public List<String> questions() {
    return List.copyOf(questions);
  }

  /** How often that was asked. */
  public long asked(String question) {
    return questions.stream().filter(question::equals).count();
  }

  /** Waits until that was asked so often. */
  public void awaitQuestion(String question, int times) {
    Eventually.await(
        () -> asked(question) >= times,
        Duration.ofSeconds(10),
        () -> question + " was not asked " + times + " times: " + questions());
  }

  private static String key(String name, DnsRecordType type) {
    return type.name() + " " + name;
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    group.shutdownGracefully();
  }

  private final class Questions extends SimpleChannelInboundHandler<DatagramDnsQuery> {
    @Override
    protected void channelRead0(ChannelHandlerContext at, DatagramDnsQuery query) {
      DnsQuestion question = query.recordAt(DnsSection.QUESTION);
      String name = question.name().replaceFirst("\\.$", "");
      questions.add(key(name, question.type()));
      if (silent) {
        return;
      }
      Answer answer =
          answers.getOrDefault(
              key(name, question.type()),
              new Answer(DnsResponseCode.NXDOMAIN, List.of(), List.of()));
      InetSocketAddress from = query.recipient();
      DatagramDnsResponse response = new DatagramDnsResponse(from, query.sender(), query.id());
      response.setCode(answer.code());
      response.setRecursionAvailable(true);
      response.addRecord(DnsSection.QUESTION, question);
      answer.records().forEach(one -> response.addRecord(DnsSection.ANSWER, one.record()));
      answer.additional().forEach(one -> response.addRecord(DnsSection.ADDITIONAL, one.record()));
      at.writeAndFlush(response);
    }
  }
}
