using System.Buffers.Binary;

namespace Parley.Rtp.TelephoneEvents;

/// <summary>A DTMF digit carried in an RTP payload (RFC 4733, section 2.3).</summary>
/// <param name="Code">0-9 for digits, 10 for '*', 11 for '#', 12-15 for A-D; other events (flash, tones) have higher codes.</param>
/// <param name="IsEnd">Whether the key was released; sent three times, since packets get lost.</param>
/// <param name="Volume">Tone level in -dBm0: 0 is loudest, 63 quietest.</param>
/// <param name="Duration">Time held so far, in RTP timestamp units (8,000 per second for telephone-event/8000).</param>
public readonly record struct TelephoneEvent(byte Code, bool IsEnd, byte Volume, ushort Duration)
{
    /// <summary>Payload size in bytes.</summary>
    public const int Size = 4;

    private const string Digits = "0123456789*#ABCD";

    /// <summary>The key of a DTMF event, or <see langword="null"/> for any other event.</summary>
    public char? Digit => Code < Digits.Length ? Digits[Code] : null;

    /// <summary>Finds the event code of a key: 0-9, *, #, A-D in either case.</summary>
    public static bool TryGetCode(char digit, out byte code)
    {
        var index = Digits.IndexOf(char.ToUpperInvariant(digit), StringComparison.Ordinal);
        code = (byte)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Reads a payload. Returns <see langword="false"/> when it is too short; never throws on network input.</summary>
    public static bool TryParse(ReadOnlySpan<byte> payload, out TelephoneEvent value)
    {
        var complete = payload.Length >= Size;
        value = complete
            ? new(payload[0], (payload[1] & 0x80) != 0, (byte)(payload[1] & 0x3F), BinaryPrimitives.ReadUInt16BigEndian(payload[2..]))
            : default;
        return complete;
    }

    /// <summary>Writes the payload.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    public void Write(Span<byte> destination)
    {
        destination[0] = Code;
        destination[1] = (byte)((IsEnd ? 0x80 : 0) | (Volume & 0x3F));
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], Duration);
    }
}
