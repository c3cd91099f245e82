package dev.drover.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,10.255.0.1,true",
    "10.0.0.0/8,11.0.0.0,false",
    "10.1.2.3,10.1.2.3,true",
    "10.1.2.3,10.1.2.4,false",
    "192.168.4.0/22,192.168.7.255,true",
    "192.168.4.0/22,192.168.8.0,false",
    "0.0.0.0/0,1.2.3.4,true",
    "0.0.0.0/0,::1,false",
    "fd00::/8,fdff::1,true",
    "fd00::/8,fe00::1,false",
    "::1,::1,true",
    "::/0,2001:db8::1,true"
  })
  void aBlockContainsTheAddressesOfItsPrefix(String block, String address, boolean inside) {
    assertThat(Cidr.parse(block).contains(InetAddresses.forString(address))).isEqualTo(inside);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "10.0.0",
        "10.0.0.256",
        "010.0.0.1",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "::g",
        "1::2::3",
        "::1/129",
        "fe80::1%eth0"
      })
  void everythingElseIsRefusedWithoutALookUp(String text) {
    assertThatThrownBy(() -> Cidr.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "expected an IP address or a block such as \"10.0.0.0/8\", found \"" + text + "\"");
  }

  @Test
  void bitsAfterThePrefixAreRefused() {
    assertThatThrownBy(() -> Cidr.parse("10.1.2.3/8"))
        .hasMessage(
            "the block \"10.1.2.3/8\" has bits after its prefix; did you mean \"10.0.0.0/8\"?");
  }
}
