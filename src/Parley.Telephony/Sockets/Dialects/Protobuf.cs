using System.Buffers;

namespace Parley.Telephony.Sockets.Dialects;

/// <summary>One field of a protobuf message.</summary>
/// <param name="Number">Its number in the schema; zero when nothing could be read.</param>
/// <param name="Value">Its value, when it is a number.</param>
/// <param name="Bytes">Its bytes, when it is bytes, text or a message.</param>
/// <param name="IsBytes">Which of both it is.</param>
internal readonly record struct ProtobufField(int Number, ulong Value, ReadOnlyMemory<byte> Bytes, bool IsBytes)
{
    /// <summary>Whether it could be read; the last one is not when the message is torn.</summary>
    public bool IsWhole => Number > 0;
}

/// <summary>The fields of a protobuf message, one after the other. Ends behind a field that is not whole.</summary>
internal struct ProtobufFields(ReadOnlyMemory<byte> message)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Delimited = 2;
    private const int Fixed32 = 5;

    private ReadOnlyMemory<byte> _rest = message;

    public ProtobufField Current { get; private set; }

    public readonly ProtobufFields GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        Current = TryReadVarint(out var tag) && tag >> 3 is > 0 and <= int.MaxValue ? ReadField((int)(tag >> 3), (int)(tag & 7)) : default;
        _rest = Current.IsWhole ? _rest : default;
        return true;
    }

    private ProtobufField ReadField(int number, int type)
    {
        switch (type)
        {
            case Varint:
                return TryReadVarint(out var value) ? new(number, value, default, false) : default;
            case Delimited:
                return TryReadVarint(out var length) && length <= (ulong)_rest.Length ? new(number, 0, Take((int)length), true) : default;
            case Fixed64 or Fixed32:
                var size = type == Fixed64 ? 8 : 4;
                return _rest.Length >= size ? new(number, 0, Take(size), false) : default;
            default:
                return default;
        }
    }

    private ReadOnlyMemory<byte> Take(int length)
    {
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    private bool TryReadVarint(out ulong value)
    {
        value = 0;
        for (var i = 0; i < 10 && i < _rest.Length; i++)
        {
            var part = _rest.Span[i];
            value |= (ulong)(part & 0x7F) << (7 * i);
            if ((part & 0x80) == 0)
            {
                _rest = _rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}

/// <summary>Writes a protobuf message.</summary>
internal sealed class ProtobufWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    /// <summary>A field that is a number.</summary>
    public void Write(int field, ulong value)
    {
        WriteVarint((ulong)field << 3);
        WriteVarint(value);
    }

    /// <summary>A field that is bytes, text or a message.</summary>
    public void Write(int field, ReadOnlySpan<byte> bytes)
    {
        WriteVarint(((ulong)field << 3) | 2);
        WriteVarint((ulong)bytes.Length);
        _buffer.Write(bytes);
    }

    private void WriteVarint(ulong value)
    {
        Span<byte> bytes = stackalloc byte[10];
        var length = 0;
        do
        {
            bytes[length++] = (byte)((value & 0x7F) | (value > 0x7F ? 0x80u : 0));
            value >>= 7;
        }
        while (value > 0);
        _buffer.Write(bytes[..length]);
    }
}
