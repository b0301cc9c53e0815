using System.Buffers.Binary;
using System.Security.Cryptography;
using Parley.Rtp;
using Parley.Rtp.TelephoneEvents;

namespace Parley.Telephony.Capture;

/// <summary>One rung of a call's ladder.</summary>
/// <param name="At">When it was seen.</param>
internal abstract record LadderRung(DateTimeOffset At);

/// <summary>A SIP message.</summary>
/// <param name="At">When it was seen.</param>
/// <param name="IsSent">Whether we sent it.</param>
/// <param name="Label">What it is.</param>
/// <param name="IsAgain">Whether the same had been sent before.</param>
internal sealed record MessageRung(DateTimeOffset At, bool IsSent, string Label, bool IsAgain) : LadderRung(At);

/// <summary>A key, as a telephone-event (RFC 4733).</summary>
/// <param name="At">When it was seen.</param>
/// <param name="IsSent">Whether we sent it.</param>
/// <param name="Key">Which; <see langword="null"/> when that is not to be told.</param>
internal sealed record KeyRung(DateTimeOffset At, bool IsSent, char? Key) : LadderRung(At);

/// <summary>Sound that flowed between two other rungs.</summary>
/// <param name="At">When it began.</param>
internal sealed record SoundRung(DateTimeOffset At) : LadderRung(At)
{
    /// <summary>When its last packet was seen.</summary>
    public DateTimeOffset Until { get; set; } = At;

    /// <summary>What flowed, in the order of its first packets.</summary>
    public List<SoundStream> Streams { get; } = [];
}

/// <summary>Packets of one source and one payload type.</summary>
internal sealed record SoundStream(bool IsSent, uint Ssrc, byte PayloadType)
{
    /// <summary>How many were seen.</summary>
    public long Packets { get; set; }
}

/// <summary>What a call consisted of, as it is drawn: every message and key, and sound in sum. Bounded; what comes beyond is counted.</summary>
internal sealed class CallLadder
{
    private const int MostRungs = 400;
    private const int MostStreams = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly List<LadderRung> _rungs = [];
    private readonly HashSet<(bool IsSent, UInt128 Digest)> _messages = [];
    private readonly Dictionary<bool, (uint Timestamp, byte Event)> _lastKeys = [];

    public IReadOnlyList<LadderRung> Rungs => _rungs;

    /// <summary>Rungs that are not drawn.</summary>
    public int Omitted { get; private set; }

    /// <summary>Counts changes, so that nothing is drawn twice.</summary>
    public int Version { get; private set; }

    public void Add(DateTimeOffset at, bool isSent, ReadOnlyMemory<byte> message, string remote)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(message.Span, hash);
        var known = (isSent, BinaryPrimitives.ReadUInt128BigEndian(hash));
        var isAgain = _messages.Count < MostRungs ? !_messages.Add(known) : _messages.Contains(known);
        Add(new MessageRung(at, isSent, SipSummary.Of(message).Label(isAgain ? "again" : null, remote.Length > 0 ? remote : null), isAgain));
    }

    public void Add(in MediaRecord record, ReadOnlySpan<byte> kept)
    {
        if (kept.Length < 12)
        {
            return;
        }

        switch (record.What.Kind)
        {
            case RtpDatagramKind.Sound:
                AddSound(record, BinaryPrimitives.ReadUInt32BigEndian(kept[8..]), (byte)(kept[1] & 0x7F));
                break;
            case RtpDatagramKind.TelephoneEvent when TelephoneEvent.TryParse(kept[Math.Min(MediaTrim.HeaderLength(kept), kept.Length)..], out var key):
                AddKey(record, BinaryPrimitives.ReadUInt32BigEndian(kept[4..]), key);
                break;
        }
    }

    private void AddSound(in MediaRecord record, uint ssrc, byte payloadType)
    {
        if (_rungs.Count == 0 || _rungs[^1] is not SoundRung sound || record.At - sound.Until > Pause)
        {
            sound = new SoundRung(record.At);
            Add(sound);
        }

        sound.Until = record.At > sound.Until ? record.At : sound.Until;
        var isSent = record.What.IsSent;
        var stream = sound.Streams.Find(known => known.IsSent == isSent && known.Ssrc == ssrc && known.PayloadType == payloadType);
        if (stream is null && sound.Streams.Count < MostStreams)
        {
            stream = new(isSent, ssrc, payloadType);
            sound.Streams.Add(stream);
        }

        if (stream is not null)
        {
            stream.Packets++;
        }

        Version++;
    }

    private void AddKey(in MediaRecord record, uint timestamp, TelephoneEvent key)
    {
        var isSent = record.What.IsSent;
        var isKnown = _lastKeys.TryGetValue(isSent, out var last) && last.Event == key.Code && timestamp - last.Timestamp is 0 or ushort.MaxValue;
        _lastKeys[isSent] = (timestamp, key.Code);
        if (isKnown)
        {
            return; // A further packet of it, or a further segment (RFC 4733, section 2.5.1.3).
        }

        Add(new KeyRung(record.At, isSent, key.Digit));
    }

    private void Add(LadderRung rung)
    {
        Version++;
        if (_rungs.Count < MostRungs)
        {
            _rungs.Add(rung);
        }
        else
        {
            Omitted++;
        }
    }
}
