using Parley.Rtp.Packets;

namespace Parley.Rtp.Tests.Packets;

public sealed class RtpPacketTests
{
    [Fact]
    public void Write_Header_GivesGoldenBytes()
    {
        var bytes = new byte[RtpHeader.Size];

        new RtpHeader(101, true, 0x1234, 0x89ABCDEF, 0xDEADBEEF).Write(bytes);

        Assert.Equal("80E5123489ABCDEFDEADBEEF", Convert.ToHexString(bytes));
    }

    [Fact]
    public void TryParse_PlainPacket_GivesFieldsAndPayload()
    {
        var bytes = Convert.FromHexString("8008FFFE00000010CAFEBABE" + "0102");

        Assert.True(RtpPacket.TryParse(bytes, out var packet));

        Assert.Equal(new RtpHeader(8, false, 0xFFFE, 16, 0xCAFEBABE), packet.Header);
        Assert.Equal([1, 2], packet.Payload.ToArray());
        Assert.Null(packet.ExtensionProfile);
        Assert.Equal(0, packet.ContributorCount);
    }

    [Fact]
    public void TryParse_ContributorsExtensionAndPadding_AreTakenOff()
    {
        // Two contributors, an extension of one word, three bytes of padding.
        var bytes = Convert.FromHexString("B280000100000002CAFEBABE" + "00000011" + "00000022" + "BEDE0001" + "10AA0000" + "0708" + "000003");

        Assert.True(RtpPacket.TryParse(bytes, out var packet));

        Assert.True(packet.Header.HasMarker);
        Assert.Equal(2, packet.ContributorCount);
        Assert.Equal(0x22u, packet.GetContributor(1));
        Assert.Equal((ushort)0xBEDE, packet.ExtensionProfile);
        Assert.Equal("10AA0000", Convert.ToHexString(packet.Extension));
        Assert.Equal([7, 8], packet.Payload.ToArray());
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("8000000100000002CAFEBA", "header cut off")]
    [InlineData("4000000100000002CAFEBABE", "version 1")]
    [InlineData("8200000100000002CAFEBABE00000011", "second contributor missing")]
    [InlineData("9000000100000002CAFEBABEBEDE", "extension header cut off")]
    [InlineData("9000000100000002CAFEBABEBEDE000200000000", "extension longer than the datagram")]
    [InlineData("A000000100000002CAFEBABE", "padding without a count")]
    [InlineData("A000000100000002CAFEBABE0000", "padding of zero")]
    [InlineData("A000000100000002CAFEBABE0003", "padding longer than the payload")]
    public void TryParse_Torn_ReturnsFalse(string hex, string why) =>
        Assert.False(RtpPacket.TryParse(Convert.FromHexString(hex), out _), why);

    [Fact]
    public void TryParse_PaddingOnly_GivesEmptyPayload()
    {
        Assert.True(RtpPacket.TryParse(Convert.FromHexString("A000000100000002CAFEBABE" + "00000004"), out var packet));
        Assert.True(packet.Payload.IsEmpty);
    }

    [Theory]
    [InlineData("80C8", true)]
    [InlineData("80DF", true)]
    [InlineData("80E5", false)]
    [InlineData("8000", false)]
    [InlineData("80", false)]
    public void LooksLikeRtcp_ByPacketType(string hex, bool expected) => Assert.Equal(expected, RtpPacket.LooksLikeRtcp(Convert.FromHexString(hex)));
}
