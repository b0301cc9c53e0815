using Parley.Rtp.Rtcp;

namespace Parley.Rtp.Tests.Rtcp;

public sealed class RtcpCompoundTests
{
    private static readonly ReportBlock Block = new(0xAABBCCDD, 64, -2, 0x00011234, 17, 0x11223344, 0x00010000);

    [Fact]
    public void Write_SenderReportDescriptionGoodbye_GivesGoldenBytes()
    {
        var buffer = new byte[256];
        var writer = new RtcpWriter(buffer);

        writer.WriteSenderReport(0x01020304, new(0xE8000000_80000000, 0x10, 5, 800), [Block]);
        writer.WriteSourceDescription(0x01020304, "ab"u8);
        writer.WriteGoodbye(0x01020304);

        Assert.Equal(
            "81C8000C" + "01020304" + "E800000080000000" + "00000010" + "00000005" + "00000320"
                + "AABBCCDD" + "40FFFFFE" + "00011234" + "00000011" + "11223344" + "00010000"
                + "81CA0003" + "01020304" + "01026162" + "00000000"
                + "81CB0001" + "01020304",
            Convert.ToHexString(buffer.AsSpan(0, writer.Length)));
    }

    [Fact]
    public void TryRead_WhatWasWritten_ComesBack()
    {
        var buffer = new byte[256];
        var writer = new RtcpWriter(buffer);
        writer.WriteReceiverReport(7, [Block]);
        writer.WriteSourceDescription(7, "abcde"u8);
        writer.WriteGoodbye(7);
        var reader = new RtcpReader(buffer.AsSpan(0, writer.Length));

        Assert.True(reader.TryRead(out var report));
        Assert.True(report.TryGetSender(out var sender));
        Assert.True(report.TryGetBlock(0, out var block));
        Assert.False(report.TryGetBlock(1, out _));
        Assert.True(reader.TryRead(out var description));
        Assert.True(description.TryGetCanonicalName(out var named, out var name));
        Assert.True(reader.TryRead(out var goodbye));
        Assert.False(reader.TryRead(out _));

        Assert.Equal(7u, sender);
        Assert.Equal(Block, block);
        Assert.Equal((7u, "abcde"), (named, name));
        Assert.True(goodbye.IsGoodbyeOf(7));
        Assert.False(goodbye.IsGoodbyeOf(8));
        Assert.False(reader.IsBroken);
    }

    [Theory]
    [InlineData("81C90007AABBCCDD")]
    [InlineData("41C90001AABBCCDD")]
    [InlineData("A1C90001AABBCC00")]
    [InlineData("A1C90001AABBCC09")]
    [InlineData("81C9")]
    public void TryRead_Torn_ReturnsFalse(string hex)
    {
        var reader = new RtcpReader(Convert.FromHexString(hex));

        Assert.False(reader.TryRead(out _));
        Assert.True(reader.IsBroken);
    }

    [Fact]
    public void TryGetBlock_CountSaysMoreThanThereIs_ReturnsFalse()
    {
        var reader = new RtcpReader(Convert.FromHexString("9FC90001AABBCCDD"));

        Assert.True(reader.TryRead(out var packet));

        Assert.False(packet.TryGetBlock(0, out _));
    }

    [Fact]
    public void NtpTime_KnownMoment_MatchesTheEpoch()
    {
        // 1970-01-01 is 2,208,988,800 s after NTP's epoch.
        Assert.Equal((2_208_988_800UL << 32) | 0x8000_0000UL, NtpTime.From(DateTimeOffset.UnixEpoch.AddMilliseconds(500)));
        Assert.Equal(0x0001_8000u, NtpTime.ToShort(TimeSpan.FromMilliseconds(1500)));
        Assert.Equal(TimeSpan.FromMilliseconds(1500), NtpTime.FromShort(0x0001_8000));
    }
}
