namespace Parley.Rtp.TelephoneEvents;

/// <summary>
/// Turns the packets of telephone-events into digits, each once (RFC 4733, section 2.5.2). A digit is its timestamp: every packet of it,
/// retransmitted ends included, carries the same one, so neither a lost start nor a lost end matters.
/// </summary>
internal sealed class TelephoneEventReceiver
{
    private const int OldestRepeat = 80_000; // 10 s: what is further back is a clock that began anew.

    private bool _started;
    private uint _timestamp;
    private TelephoneEvent _last;

    /// <summary>Takes in a packet; gives a digit with the first packet of it that arrives.</summary>
    public ReceivedDigit? Receive(uint timestamp, in TelephoneEvent packet)
    {
        var distance = (int)(timestamp - _timestamp);
        if (_started && distance is <= 0 and > -OldestRepeat)
        {
            if (distance == 0)
            {
                _last = packet.Duration >= _last.Duration ? packet with { IsEnd = packet.IsEnd || _last.IsEnd } : _last;
            }

            return null;
        }

        var isContinued = _started && IsContinuation(distance, packet);
        _started = true;
        _timestamp = timestamp;
        _last = packet;
        return !isContinued && packet.Digit is { } digit ? new ReceivedDigit(digit, packet.Volume) : null;
    }

    /// <summary>Forgets the last digit, because the stream's timestamps began anew.</summary>
    public void Reset() => _started = false;

    /// <summary>
    /// Whether a new timestamp is still the same press. A key held for longer than the duration field counts goes on as a new segment, where
    /// the last one reached the field's limit without an end (RFC 4733, section 2.5.1.3). And some gateways let the timestamp run during a press,
    /// which shows in it lying within the duration already reported, or moving on with it.
    /// </summary>
    private bool IsContinuation(int distance, in TelephoneEvent packet) =>
        packet.Code == _last.Code
        && distance > 0
        && ((!_last.IsEnd && distance is ushort.MaxValue) || distance <= _last.Duration || distance == packet.Duration - _last.Duration);
}
