namespace Parley.Rtp.Packets;

/// <summary>
/// Extends the 16-bit sequence numbers of one source, and counts what is missing (RFC 3550, appendix A.1 and A.3). A jump too large to be loss
/// or reordering is only believed when a second packet follows it, so that a stray packet does not upset the stream.
/// </summary>
internal sealed class SequenceTracker
{
    /// <summary>How many sequence numbers there are; extended ones begin one cycle above zero.</summary>
    public const long Cycle = 0x1_0000;

    private const int MaxDropout = 3000;
    private const int MaxMisorder = 100;
    private const int NoCandidate = -1;

    private bool _started;
    private int _candidate = NoCandidate;
    private long _lostBeforeRestart;
    private long _duplicates;
    private long _receivedAtInterval;
    private long _expectedAtInterval;

    public enum Verdict
    {
        /// <summary>Part of the stream.</summary>
        Accepted,

        /// <summary>Part of the stream, which has just begun anew: what came before is history.</summary>
        Restarted,

        /// <summary>Not believed.</summary>
        Rejected,
    }

    public long First { get; private set; }

    public long Highest { get; private set; }

    public long Received { get; private set; }

    /// <summary>Packets that should have come since the stream began.</summary>
    public long Expected => _started ? Highest - First + 1 : 0;

    /// <summary>Packets missing over the source's whole life; duplicates count against it, so it can be negative.</summary>
    public long Lost => _lostBeforeRestart + Expected - Received;

    /// <summary>Packets that truly never came: duplicates do not make up for them.</summary>
    public long Missing => Math.Max(Lost + _duplicates, 0);

    public Verdict Add(ushort sequenceNumber, out long extended)
    {
        if (!_started)
        {
            Start(sequenceNumber);
            extended = Highest;
            return Verdict.Accepted;
        }

        var distance = (short)(sequenceNumber - (ushort)Highest);
        if (distance is >= MaxDropout or <= -MaxMisorder)
        {
            if (_candidate != sequenceNumber)
            {
                _candidate = (ushort)(sequenceNumber + 1);
                extended = 0;
                return Verdict.Rejected;
            }

            _lostBeforeRestart = Missing;
            Start(sequenceNumber);
            extended = Highest;
            return Verdict.Restarted;
        }

        _candidate = NoCandidate;
        extended = Highest + distance;
        Highest = Math.Max(Highest, extended);
        Received++;
        return Verdict.Accepted;
    }

    /// <summary>Whether a number comes behind the highest so far, and not by more than loss would explain.</summary>
    public bool IsAhead(ushort sequenceNumber) => _started && (short)(sequenceNumber - (ushort)Highest) is > 0 and < MaxDropout;

    /// <summary>The share of packets lost since the last call, in 256ths, for a report block.</summary>
    public byte TakeFractionLost()
    {
        var expected = Expected - _expectedAtInterval;
        var received = Received - _receivedAtInterval;
        _expectedAtInterval = Expected;
        _receivedAtInterval = Received;
        return expected <= 0 || received >= expected ? (byte)0 : (byte)Math.Min(((expected - received) << 8) / expected, byte.MaxValue);
    }

    /// <summary>Takes note that the last packet accepted had been there before.</summary>
    public void AddDuplicate() => _duplicates++;

    public void Reset()
    {
        _started = false;
        _candidate = NoCandidate;
        (First, Highest, Received, _lostBeforeRestart, _duplicates) = (0, 0, 0, 0, 0);
        (_receivedAtInterval, _expectedAtInterval) = (0, 0);
    }

    private void Start(ushort sequenceNumber)
    {
        // One whole cycle above zero, so that packets from before the first one still have a number to come in under.
        First = Highest = sequenceNumber + Cycle;
        Received = 1;
        _duplicates = 0;
        (_receivedAtInterval, _expectedAtInterval) = (0, 0);
        _candidate = NoCandidate;
        _started = true;
    }
}
