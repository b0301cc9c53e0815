using System.Text;
using System.Xml.Linq;
using Parley.Rtp;
using Parley.Rtp.Sdp;
using Parley.Rtp.Srtp;
using Parley.Rtp.Transport;
using Parley.Telephony.Capture;
using Parley.Telephony.Outcomes;
using Parley.Telephony.Tests.Calls;
using Parley.Telephony.Trunks;

namespace Parley.Telephony.Tests.Capture;

/// <summary>Captures of calls between our switchboard and a far end, read back.</summary>
public sealed class CallCaptureTests : CallFixture
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-capture-").FullName;
    private readonly TrunkOptions _carrier = new() { Name = "carrier", Uri = "sip:10.0.0.2" };

    public CallCaptureTests() => Carrier = _carrier;

    private bool CapturesAll { get; set; } = true;

    private protected override TelephonyOptions ConfigureOptions(TelephonyOptions options) =>
        options with { Capture = new() { Directory = _folder, CapturesAll = CapturesAll, LargestFile = 60_000, LargestSip = 100_000 } };

    [Fact]
    public void Dial_Captured_SipAndSoundAreInTheFileAndTheLadder() => InVirtualTime(async () =>
    {
        var (leg, _, media) = await TalkAsync(new() { Id = "Leg 1/../x", Owner = "session", PhoneNumber = Callee });
        await TickUntilAsync(() => leg.Statistics!.PacketsReceived > 20, leg, media.Sound, new short[Tick], new short[Tick]);
        var sent = leg.Statistics!.PacketsSent;
        await leg.HangUpAsync(cancellationToken: Patience);
        media.Sound.Dispose();

        var (packets, ladder) = await ReadAsync("session-leg-1-x");

        var texts = packets.Select(packet => packet.Text).ToList();
        Assert.StartsWith("INVITE sip:+15551230001@10.0.0.2", texts[0], StringComparison.Ordinal);
        Assert.Equal(("10.0.0.1", 5060, "10.0.0.2", 5060), packets[0].Route);
        Assert.Equal(1, texts.Count(text => text.StartsWith("ACK ", StringComparison.Ordinal)));
        Assert.Contains(texts, text => text.StartsWith("BYE ", StringComparison.Ordinal));
        Assert.Equal(sent, packets.Count(packet => packet is { Route: ("10.0.0.1", 10000, "10.0.0.2", _), Payload.Length: 172 }));
        Assert.InRange(packets.Count(packet => packet is { Route: ("10.0.0.2", _, "10.0.0.1", 10000), Payload.Length: 172 }), 20, 10_000);
        Assert.Equal(packets.OrderBy(packet => packet.At), packets);
        Assert.Contains("Call to +15551230001 from +15550000001", ladder, StringComparison.Ordinal);
        Assert.Contains("INVITE (1 INVITE, SDP)", ladder, StringComparison.Ordinal);
        Assert.Contains($"{sent} packets", ladder, StringComparison.Ordinal);
        Assert.Contains("PCMU (0)", ladder, StringComparison.Ordinal);
        Assert.Contains("BYE (2 BYE)", ladder, StringComparison.Ordinal);
    });

    [Fact]
    public void Incoming_Captured_BeginsWithTheInviteThatCameBeforeTheLeg() => InVirtualTime(async () =>
    {
        Them.Call("sip:+15550000001@10.0.0.1", OurAddress, FarEnd.Sdp("10.0.0.2", 20000, "0"));
        var incoming = await Us.Inbound.Calls.ReadAsync(Patience);
        await incoming.RejectAsync(486, cancellationToken: Patience);

        var (packets, ladder) = await ReadAsync(incoming.Leg.Id);

        Assert.Equal(["INVITE", "SIP/2.0 100", "SIP/2.0 486", "ACK"], packets.Select(packet => string.Join(' ', packet.Text.Split(' ')[..(packet.Text[0] == 'S' ? 2 : 1)])));
        Assert.Equal(("10.0.0.2", 5060, "10.0.0.1", 5060), packets[0].Route);
        Assert.Contains("Call from ", ladder, StringComparison.Ordinal);
        Assert.Contains("SIP 486", ladder, StringComparison.Ordinal);
    });

    [Fact]
    public void Ladder_ReasonAndAddresses_AreWithoutSecrets() => InVirtualTime(async () =>
    {
        var leg = await DialAsync(new() { Id = "leg", PhoneNumber = Callee, DisplayName = "x" });
        var call = await Them.RingsAsync(Patience);
        await call.RejectAsync(403, reasonPhrase: "token=SECRET", cancellationToken: Patience);
        await leg.Completion;

        var (packets, ladder) = await ReadAsync("leg");

        Assert.DoesNotContain(packets, packet => packet.Text.Contains("SECRET", StringComparison.Ordinal));
        Assert.DoesNotContain("SECRET", ladder, StringComparison.Ordinal);
    });

    [Fact]
    public void Dial_Encrypted_SoundIsPlainAndKeysAreNowhere() => InVirtualTime(async () =>
    {
        _carrier.Srtp = SrtpPolicy.Required;
        var leg = await DialAsync(new() { Id = "leg", PhoneNumber = Callee });
        var call = await Them.RingsAsync(Patience);
        var key = Encoding.ASCII.GetString(call.Invite.Body.Span).Split("inline:")[1].Split('\r', '|')[0];
        var media = await Them.AnswerAsync(call, AudioCapabilities.Default with { Srtp = SrtpPolicy.Optional });
        await NextAsync<LegAnswered>(leg);
        await TickUntilAsync(() => leg.Statistics!.PacketsReceived > 5, leg, media.Sound);
        await leg.HangUpAsync(cancellationToken: Patience);
        media.Sound.Dispose();

        var (packets, ladder) = await ReadAsync("leg");

        Assert.DoesNotContain(packets, packet => packet.Text.Contains(key, StringComparison.Ordinal));
        Assert.DoesNotContain(key, ladder, StringComparison.Ordinal);
        Assert.All(packets.Where(packet => packet.Payload.Length == 172), packet => Assert.All(packet.Payload[12..], silence => Assert.Equal(0xFF, silence)));
        Assert.True(packets.Count(packet => packet.Payload.Length == 172) > 10);
    });

    [Fact]
    public void SendDigits_KeysAreNotToBeKept_AreSeenWithoutBeingTold() => InVirtualTime(async () =>
    {
        var (leg, _, media) = await TalkAsync(new() { Id = "leg", PhoneNumber = Callee });
        var sending = leg.SendDigitsAsync("5", TimeSpan.FromMilliseconds(100), Patience);
        await TickUntilAsync(() => sending.IsCompleted, leg, media.Sound);
        await leg.HangUpAsync(cancellationToken: Patience);
        media.Sound.Dispose();

        var (packets, ladder) = await ReadAsync("leg");

        var events = packets.Where(packet => packet.Payload.Length == 16).ToList();
        Assert.True(events.Count >= 7);
        Assert.All(events, packet => Assert.Equal(MediaTrim.HiddenKey, packet.Payload[12]));
        Assert.Contains("a key (telephone-event)", ladder, StringComparison.Ordinal);
        Assert.Equal(1, ladder.Split("a key (").Length - 1);
    });

    [Fact]
    public void Dial_AskedNotTo_IsNotCaptured() => InVirtualTime(async () =>
    {
        var (leg, _, media) = await TalkAsync(new() { PhoneNumber = Callee, Capture = false });
        await leg.HangUpAsync(cancellationToken: Patience);
        media.Sound.Dispose();
        await Us.DisposeAsync();

        Assert.Empty(Directory.GetFiles(_folder));
    });

    [Fact]
    public void Sound_WriterDoesNotKeepUp_IsDroppedAndCounted() => InVirtualTime(async () =>
    {
        var (leg, _, media) = await TalkAsync(new() { Id = "leg", PhoneNumber = Callee });
        var packet = new byte[1000];
        packet[0] = 0x80;
        for (var i = 0; i < 300; i++)
        {
            leg.Capture!.Saw(new(true, RtpDatagramKind.Sound, 10000, SocketEndPoint.From(TheirAddress)), packet);
        }

        var dropped = leg.Capture!.Dropped;
        Assert.InRange(dropped, 150, 200);
        await leg.HangUpAsync(cancellationToken: Patience);
        media.Sound.Dispose();

        // What is left is above the largest size of a file, too; SIP goes on.
        var (packets, ladder) = await ReadAsync("leg");
        Assert.InRange(packets.Sum(kept => kept.Payload.Length), 50_000, 70_000);
        Assert.Contains("packets are missing from the capture", ladder, StringComparison.Ordinal);
        Assert.Contains("BYE", packets.Last(packet => packet.Text.StartsWith("SIP/2.0 200", StringComparison.Ordinal)).Text, StringComparison.Ordinal);
    });

    [Fact]
    public void Sip_WithoutEnd_IsBoundedAndCounted() => InVirtualTime(async () =>
    {
        var (leg, _, media) = await TalkAsync(new() { Id = "leg", PhoneNumber = Callee });
        await using var transport = SipNetwork.Bind(new(OurAddress.Address, 5070));
        for (var i = 0; i < 50; i++)
        {
            leg.Capture!.Add(new(Time.GetUtcNow(), IsSent: false, transport, TheirAddress, new byte[60_000]));
        }

        Assert.InRange(leg.Capture!.Dropped, 50 - 34, 50 - 33);   // 2 MB may wait
        await leg.HangUpAsync(cancellationToken: Patience);
        media.Sound.Dispose();

        var (packets, _) = await ReadAsync("leg");
        Assert.InRange(packets.Sum(packet => packet.Payload.Length), 60_000, 120_000);
        Assert.Contains(packets, packet => packet.Text.StartsWith("BYE ", StringComparison.Ordinal));
    });

    [Fact]
    public void Trim_KeyOfAPayloadTypeThatWasNotAgreedOn_KeepsTheHeaderOnly()
    {
        byte[] packet = [0x80, 96, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 5, 0x8A, 0, 160];
        byte[] stun = [0, 1, 0, 8, .. new byte[24]];
        var options = new CallCaptureOptions { Directory = _folder };

        Assert.Equal(12, MediaTrim.Length(RtpDatagramKind.Other, packet, options));
        Assert.Equal(20, MediaTrim.Length(RtpDatagramKind.Other, stun, options));
        Assert.Equal(16, MediaTrim.Length(RtpDatagramKind.Other, packet, options with { KeepsKeys = true }));
    }

    [Fact]
    public void Dial_OwnerWithAVeryLongName_EachLegHasItsFile()
    {
        var (files, owner) = (new CaptureFiles(_folder), new string('o', 200));

        var (one, other) = (files.PathOf(owner, "leg-1"), files.PathOf(owner, "leg-2"));

        Assert.EndsWith("o-leg-1", one, StringComparison.Ordinal);
        Assert.NotEqual(one, other);
        Assert.InRange(Path.GetFileName(one).Length, 100, 120);
    }

    [Fact]
    public void Disk_Full_EndsTheCaptureAndNotTheCall() => InVirtualTime(async () =>
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /dev/full.");
        File.CreateSymbolicLink(Path.Combine(_folder, "leg.pcap"), "/dev/full");
        var (leg, _, media) = await TalkAsync(new() { Id = "leg", PhoneNumber = Callee });
        await TickUntilAsync(() => leg.Statistics!.PacketsReceived > 50, leg, media.Sound);
        var outcome = await leg.HangUpAsync(cancellationToken: Patience);
        media.Sound.Dispose();
        await Us.DisposeAsync();

        Assert.Equal(CallEnding.Completed, outcome.Ending);
        Assert.False(File.Exists(Path.Combine(_folder, "leg.svg")));
    });

    [Fact]
    public void Start_FolderCannotBeMade_SaysSo()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        var error = Assert.Throws<ArgumentException>(() => CallCaptures.Start(new() { Directory = Path.Combine(file, "below") }, Time, loggers: null));

        Assert.Contains("cannot be written to", error.Message, StringComparison.Ordinal);
    }

    private async Task<(List<Captured> Packets, string Ladder)> ReadAsync(string name)
    {
        await Task.Delay(TimeSpan.FromSeconds(1), Time, Patience);   // What is on its way still comes.
        await Us.DisposeAsync();
        Assert.Equal([$"{name}.pcap", $"{name}.svg"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var packets = Captured.ReadAll(File.ReadAllBytes(Path.Combine(_folder, $"{name}.pcap")));
        var ladder = File.ReadAllText(Path.Combine(_folder, $"{name}.svg"));
        Assert.Equal("svg", XDocument.Parse(ladder).Root!.Name.LocalName);
        Directory.Delete(_folder, recursive: true);
        return (packets, ladder);
    }
}
