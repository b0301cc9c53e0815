using Parley.Rtp.Packets;
using Parley.Rtp.Rtcp;
using Parley.Rtp.Srtp;

namespace Parley.Rtp.Tests.Srtp;

public sealed class SrtpContextTests
{
    private readonly SrtpKey _here = SrtpKey.Create(SrtpSuite.AesCm128HmacSha1Tag80, new Random(1));
    private readonly SrtpKey _there = SrtpKey.Create(SrtpSuite.AesCm128HmacSha1Tag80, new Random(2));

    [Theory]
    [MemberData(nameof(SrtpTransformTests.Suites), MemberType = typeof(SrtpTransformTests))]
    public void Protect_ThroughThreeRollOvers_IsUnderstoodWithLossAndReordering(string name)
    {
        Assert.True(SrtpSuite.TryGet(name, out var suite));
        var key = SrtpKey.Create(suite, new Random(5));
        using var sender = new SrtpSender(key);
        using var receiver = new SrtpReceiver(key);
        var random = new Random(6);
        var waiting = new List<byte[]>();
        for (var i = 0; i < 200_000; i += 1 + random.Next(10))
        {
            waiting.Add(Seal(sender, (ushort)i, 77, (byte)i));
            if (waiting.Count == 5)
            {
                random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(waiting));
                Assert.All(waiting, packet => Assert.Equal(SrtpVerdict.Genuine, Open(receiver, packet)));
                waiting.Clear();
            }
        }
    }

    [Fact]
    public void Unprotect_SamePacketAgain_IsAReplay()
    {
        using var sender = new SrtpSender(_here);
        using var receiver = new SrtpReceiver(_here);
        var packets = Enumerable.Range(0, 200).Select(i => Seal(sender, (ushort)(65_500 + i), 5, 1)).ToArray();

        Assert.All(packets, packet => Assert.Equal(SrtpVerdict.Genuine, Open(receiver, packet)));

        Assert.All(packets, packet => Assert.Equal(SrtpVerdict.Replayed, Open(receiver, packet)));
    }

    [Fact]
    public void Unprotect_FirstPacketHeardIsBehindARollOver_FindsTheIndex()
    {
        using var sender = new SrtpSender(_here);
        using var receiver = new SrtpReceiver(_here);
        Seal(sender, 65_000, 5, 1);

        Assert.Equal(SrtpVerdict.Genuine, Open(receiver, Seal(sender, 400, 5, 1)));
        Assert.Equal(SrtpVerdict.Genuine, Open(receiver, Seal(sender, 401, 5, 1)));
    }

    [Fact]
    public void Unprotect_TwoSources_CountForThemselves()
    {
        using var sender = new SrtpSender(_here);
        using var receiver = new SrtpReceiver(_here);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(SrtpVerdict.Genuine, Open(receiver, Seal(sender, (ushort)(65_530 + i), 1, 1)));
            Assert.Equal(SrtpVerdict.Genuine, Open(receiver, Seal(sender, (ushort)(100 + i), 2, 1)));
        }
    }

    [Fact]
    public void Unprotect_FloodOfForgedSources_DoesNotPushOutTheRealOne()
    {
        using var sender = new SrtpSender(_here);
        using var stranger = new SrtpSender(_there);
        using var receiver = new SrtpReceiver(_here);
        Assert.Equal(SrtpVerdict.Genuine, Open(receiver, Seal(sender, 65_535, 1, 1)));
        for (var i = 0u; i < 1000; i++)
        {
            Assert.Equal(SrtpVerdict.Forged, Open(receiver, Seal(stranger, 1, 1000 + i, 1)));
        }

        Assert.Equal(SrtpVerdict.Genuine, Open(receiver, Seal(sender, 0, 1, 1))); // Still knows the roll-over.
        Assert.Equal(SrtpVerdict.Genuine, Open(receiver, Seal(sender, 1, 1, 1)));
    }

    [Theory]
    [MemberData(nameof(SrtpTransformTests.Suites), MemberType = typeof(SrtpTransformTests))]
    public void UnprotectRtcp_ReportsInOrderAndAgain_AreTakenOnce(string name)
    {
        Assert.True(SrtpSuite.TryGet(name, out var suite));
        var key = SrtpKey.Create(suite, new Random(5));
        using var sender = new SrtpSender(key);
        using var receiver = new SrtpReceiver(key);
        for (var i = 0; i < 100; i++)
        {
            var report = SealReport(sender);
            var again = report.ToArray();
            Assert.Equal(SrtpVerdict.Genuine, receiver.UnprotectRtcp(report, out var length));
            var reader = new RtcpReader(report.AsSpan(0, length));
            Assert.True(reader.TryRead(out var packet));
            Assert.True(packet.TryGetSender(out var ssrc));
            Assert.Equal(5u, ssrc);
            Assert.Equal(SrtpVerdict.Replayed, receiver.UnprotectRtcp(again, out _));
        }

        var plain = new byte[64];
        var writer = new RtcpWriter(plain);
        writer.WriteReceiverReport(5, []);
        Assert.Equal(SrtpVerdict.Forged, receiver.UnprotectRtcp(plain.AsSpan(0, writer.Length), out _));
    }

    [Theory]
    [InlineData("AES_CM_128_HMAC_SHA1_80")]
    [InlineData("AEAD_AES_128_GCM")]
    public void Unprotect_PacketsWithKeyIdentifier_AreRead(string name)
    {
        Assert.True(SrtpSuite.TryGet(name, out var suite));
        var plain = SrtpKey.Create(suite, new Random(5));
        var named = new SrtpKey(suite, plain.KeyAndSalt, [0, 0, 0, 1]);
        using var sender = new SrtpSender(plain);
        using var receiver = new SrtpReceiver(named);

        Assert.Equal(SrtpVerdict.Genuine, Open(receiver, WithIdentifier(Seal(sender, 1, 5, 1), 1)));
        Assert.Equal(SrtpVerdict.Forged, Open(receiver, WithIdentifier(Seal(sender, 2, 5, 1), 2)));
        Assert.Equal(SrtpVerdict.Forged, Open(receiver, Seal(sender, 3, 5, 1)));

        byte[] WithIdentifier(byte[] packet, byte value)
        {
            var at = packet.Length - (suite.IsAuthenticatedCipher ? 0 : suite.TagLength);
            return [.. packet[..at], 0, 0, 0, value, .. packet[at..]];
        }
    }

    [Fact]
    public void Apply_FarEndChangesItsKey_TakesStragglersOfTheOldOneForASecond()
    {
        using var context = new SrtpContext();
        context.Apply(new(_there, _here));
        using var before = new SrtpSender(_here);
        Assert.True(Take(context, Seal(before, 10, 5, 1)));
        var next = SrtpKey.Create(SrtpSuite.AeadAes128Gcm, new Random(9));
        using var after = new SrtpSender(next);

        context.Apply(new(SrtpKey.Create(SrtpSuite.AeadAes128Gcm, new Random(8)), next));

        Assert.True(Take(context, Seal(before, 11, 5, 1)));
        Assert.True(Take(context, Seal(after, 12, 5, 1)));
        Assert.True(Take(context, Seal(before, 13, 5, 1)));
        for (var i = 0; i < 60; i++)
        {
            Assert.True(Take(context, Seal(after, (ushort)(14 + i), 5, 1)));
        }

        Assert.False(Take(context, Seal(before, 100, 5, 1)));
        Assert.Equal(1, context.Forged);
    }

    [Fact]
    public void Apply_SameKeysAgain_KeepsCountersAndReplayWindow()
    {
        using var context = new SrtpContext();
        var keys = new SrtpKeys(_there, _here);
        context.Apply(keys);
        using var sender = new SrtpSender(_here);
        var packet = Seal(sender, 10, 5, 1);
        Assert.True(Take(context, packet.ToArray()));

        context.Apply(new(new(_there.Suite, _there.KeyAndSalt), new(_here.Suite, _here.KeyAndSalt)));

        Assert.False(Take(context, packet.ToArray()));
        Assert.Equal(1, context.Replayed);
    }

    [Theory]
    [MemberData(nameof(SrtpTransformTests.Suites), MemberType = typeof(SrtpTransformTests))]
    public void ProtectAndUnprotect_SteadyState_DoNotAllocate(string name)
    {
        Assert.True(SrtpSuite.TryGet(name, out var suite));
        var key = SrtpKey.Create(suite, new Random(5));
        using var context = new SrtpContext();
        context.Apply(new(key, key));
        var packet = new byte[172];
        var wire = new byte[256];
        ushort sequence = 0;
        Once();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            Once();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1001, context.Forged);

        void Once()
        {
            new RtpHeader(0, false, sequence++, 0, 5).Write(packet);
            var sealedPacket = context.Protect(packet);
            sealedPacket.CopyTo(wire);
            var span = wire.AsSpan(0, sealedPacket.Length);
            span[^1] ^= 1;
            context.TryUnprotect(ref span, isRtcp: false);
            span[^1] ^= 1;
            if (!context.TryUnprotect(ref span, isRtcp: false))
            {
                throw new InvalidOperationException("A genuine packet was refused.");
            }
        }
    }

    [Fact]
    public void ToString_OfKeys_ShowsNoKey()
    {
        var text = $"{_here} {new SrtpKeys(_here, _there)}";

        Assert.DoesNotContain(Convert.ToBase64String(_here.KeyAndSalt)[..8], text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(_here.KeyAndSalt)[..8], text, StringComparison.OrdinalIgnoreCase);
    }

    private static byte[] Seal(SrtpSender sender, ushort sequence, uint ssrc, byte value)
    {
        var buffer = new byte[RtpHeader.Size + 20 + SrtpSender.Growth];
        new RtpHeader(0, false, sequence, sequence * 160u, ssrc).Write(buffer);
        buffer.AsSpan(RtpHeader.Size, 20).Fill(value);
        return buffer[..sender.Protect(buffer, RtpHeader.Size + 20)];
    }

    private static byte[] SealReport(SrtpSender sender)
    {
        var buffer = new byte[128];
        var writer = new RtcpWriter(buffer);
        writer.WriteReceiverReport(5, []);
        writer.WriteSourceDescription(5, "x"u8);
        return buffer[..sender.ProtectRtcp(buffer, writer.Length)];
    }

    private static SrtpVerdict Open(SrtpReceiver receiver, byte[] packet)
    {
        var copy = packet.ToArray();
        return receiver.Unprotect(copy, out _);
    }

    private static bool Take(SrtpContext context, byte[] packet)
    {
        var span = packet.AsSpan();
        return context.TryUnprotect(ref span, isRtcp: false);
    }
}
