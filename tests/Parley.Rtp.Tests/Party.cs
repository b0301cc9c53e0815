using System.Net;
using Microsoft.Extensions.Time.Testing;
using Parley.Rtp.Jitter;
using Parley.Rtp.Sdp;
using Parley.Rtp.TelephoneEvents;
using Parley.Rtp.Transport;

namespace Parley.Rtp.Tests;

/// <summary>One end of a call as the media thread drives it; keeps what it played.</summary>
internal sealed class Party : IDisposable
{
    private readonly byte[] _payload;

    public Party(RtpPortPair ports, IPEndPoint remote, TimeProvider time, int seed, Func<NegotiatedAudio, NegotiatedAudio>? change = null, RtpSessionOptions? options = null)
    {
        var audio = Negotiated(remote);
        Session = new(ports, change?.Invoke(audio) ?? audio, (options ?? new()) with { Random = new Random(seed) }, time);
        _payload = new byte[Session.TickBytes];
    }

    public RtpSession Session { get; }

    public List<JitterFrameKind> Kinds { get; } = [];

    /// <summary>The first byte of each frame played.</summary>
    public List<byte> Played { get; } = [];

    public static NegotiatedAudio Negotiated(IPEndPoint remote) =>
        new(remote, new(remote.Address, remote.Port + 1), CodecDescription.Pcmu, MediaDirection.SendReceive, TimeSpan.FromMilliseconds(20))
        {
            TelephoneEventPayloadType = 101,
            ReceivedTelephoneEventPayloadType = 101,
            Receivable = [CodecDescription.Pcmu, CodecDescription.Pcma],
        };

    /// <summary>One tick: sends a frame of one value, or lets it pass.</summary>
    public void Tick(byte? value)
    {
        Session.Poll();
        var frame = Session.Take(_payload);
        Kinds.Add(frame.Kind);
        if (frame.Kind == JitterFrameKind.Frame)
        {
            Played.Add(_payload[0]);
        }

        if (value is not { } sound)
        {
            Session.Skip();
            return;
        }

        _payload.AsSpan().Fill(sound);
        Session.Send(_payload);
    }

    public string ReadDigits()
    {
        var digits = "";
        while (Session.Digits.TryRead(out ReceivedDigit digit))
        {
            digits += digit.Digit;
        }

        return digits;
    }

    public void Dispose() => Session.Dispose();
}

/// <summary>Two parties on a network in memory, with a clock of their own.</summary>
internal sealed class Call : IDisposable
{
    public Call(Func<NegotiatedAudio, NegotiatedAudio>? changeAlice = null, Func<NegotiatedAudio, NegotiatedAudio>? changeBob = null, RtpSessionOptions? options = null)
    {
        Alice = new(Network.BindPair("192.0.2.1", 10000), IPEndPoint.Parse("192.0.2.2:20000"), Time, 1, changeAlice, options);
        Bob = new(Network.BindPair("192.0.2.2", 20000), IPEndPoint.Parse("192.0.2.1:10000"), Time, 2, changeBob, options);
    }

    public Transport.MemoryNetwork Network { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public Party Alice { get; }

    public Party Bob { get; }

    /// <summary>Runs ticks of 20 ms: <paramref name="alice"/> and <paramref name="bob"/> say what is sent in each.</summary>
    public void Run(int ticks, Func<int, byte?>? alice = null, Func<int, byte?>? bob = null)
    {
        for (var i = 0; i < ticks; i++)
        {
            Alice.Tick(alice is null ? (byte)i : alice(i));
            Bob.Tick(bob is null ? (byte)i : bob(i));
            Time.Advance(TimeSpan.FromMilliseconds(20));
        }
    }

    public void Dispose()
    {
        Alice.Dispose();
        Bob.Dispose();
    }
}
