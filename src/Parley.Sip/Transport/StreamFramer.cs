using System.Buffers;
using System.Buffers.Text;

namespace Parley.Sip.Transport;

/// <summary>
/// Takes a stream apart into messages by their Content-Length (RFC 3261, section 18.3). A message without one is taken to have no body. Memory and time
/// are bounded by the limit: no byte is looked at twice for the end of the headers.
/// </summary>
/// <param name="limit">Most bytes of a message, headers and body.</param>
internal sealed class StreamFramer(int limit)
{
    /// <summary>How much of a body that is too large is read over; a longer one ends the connection.</summary>
    public const int MostSkipped = 16 * 1024 * 1024;

    private static readonly byte[] EndOfHeaders = "\r\n\r\n"u8.ToArray();

    private long _scanned;
    private long _toSkip;

    /// <summary>Whether a message has begun and not ended.</summary>
    public bool IsInside { get; private set; }

    /// <summary>Takes the next message or keep-alive off the front.</summary>
    /// <param name="buffer">What was received; what is taken is cut off.</param>
    public StreamFrame Take(ref ReadOnlySequence<byte> buffer)
    {
        Skip(ref buffer);
        var frame = _toSkip > 0 || buffer.IsEmpty ? new(StreamFrameKind.Incomplete)
            : buffer.FirstSpan[0] is (byte)'\r' or (byte)'\n' ? TakeLineEnds(ref buffer)
            : buffer.FirstSpan[0] < ' ' ? new(StreamFrameKind.Broken)   // TLS, where none is spoken, say.
            : TakeMessage(ref buffer);
        IsInside = _toSkip > 0 || (frame.Kind == StreamFrameKind.Incomplete && !buffer.IsEmpty);
        return frame;
    }

    private void Skip(ref ReadOnlySequence<byte> buffer)
    {
        var skipped = Math.Min(_toSkip, buffer.Length);
        buffer = buffer.Slice(skipped);
        _toSkip -= skipped;
    }

    private static StreamFrame TakeLineEnds(ref ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        if (reader.IsNext(EndOfHeaders, advancePast: true))
        {
            buffer = buffer.Slice(reader.Position);
            return new(StreamFrameKind.Ping);
        }

        // One line end is a pong, unless what follows, and is not here yet, makes it a ping.
        if (buffer.Length < EndOfHeaders.Length && EndOfHeaders.AsSpan().StartsWith(buffer.ToArray()) && buffer.Length != 2)
        {
            return new(StreamFrameKind.Incomplete);
        }

        reader.AdvancePastAny((byte)'\r', (byte)'\n');
        buffer = buffer.Slice(reader.Consumed > 2 ? buffer.GetPosition(2) : reader.Position);
        return new(StreamFrameKind.Pong);
    }

    private StreamFrame TakeMessage(ref ReadOnlySequence<byte> buffer)
    {
        if (FindEndOfHeaders(buffer) is not { } headersEnd)
        {
            return new(buffer.Length > limit ? StreamFrameKind.Broken : StreamFrameKind.Incomplete);
        }

        if (headersEnd > limit)
        {
            return new(StreamFrameKind.Broken);
        }

        var headers = buffer.Slice(0, headersEnd);
        if (!TryReadLength(headers.IsSingleSegment ? headers.FirstSpan : headers.ToArray(), out var length))
        {
            return new(StreamFrameKind.Broken);
        }

        var total = headersEnd + length;
        if (total > limit)
        {
            return Refuse(ref buffer, headersEnd, length);
        }

        if (buffer.Length < total)
        {
            _scanned = headersEnd - EndOfHeaders.Length;
            return new(StreamFrameKind.Incomplete);
        }

        _scanned = 0;
        var message = buffer.Slice(0, total).ToArray();
        buffer = buffer.Slice(total);
        return new(StreamFrameKind.Message, message);
    }

    private StreamFrame Refuse(ref ReadOnlySequence<byte> buffer, long headersEnd, long length)
    {
        if (length > MostSkipped)
        {
            return new(StreamFrameKind.Broken);
        }

        var headers = buffer.Slice(0, headersEnd).ToArray();
        buffer = buffer.Slice(headersEnd);
        (_scanned, _toSkip) = (0, length);
        Skip(ref buffer);
        return new(StreamFrameKind.TooLarge, headers);
    }

    private long? FindEndOfHeaders(in ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer.Slice(_scanned));
        if (reader.TryReadTo(out ReadOnlySequence<byte> _, EndOfHeaders, advancePastDelimiter: true))
        {
            return _scanned + reader.Consumed;
        }

        _scanned = Math.Max(0, buffer.Length - (EndOfHeaders.Length - 1));
        return null;
    }

    private static bool TryReadLength(ReadOnlySpan<byte> headers, out int length)
    {
        length = 0;
        var found = false;
        foreach (var range in headers.Split("\r\n"u8))
        {
            var line = headers[range];
            var colon = line.IndexOf((byte)':');
            if (colon <= 0 || !IsLengthName(line[..colon].TrimEnd(" \t"u8)))
            {
                continue;
            }

            var value = line[(colon + 1)..].Trim(" \t"u8);
            if (!Utf8Parser.TryParse(value, out int number, out var consumed) || consumed != value.Length || number < 0 || (found && number != length))
            {
                return false;
            }

            (length, found) = (number, true);
        }

        return true;
    }

    private static bool IsLengthName(ReadOnlySpan<byte> name) =>
        System.Text.Ascii.EqualsIgnoreCase(name, "Content-Length"u8) || System.Text.Ascii.EqualsIgnoreCase(name, "l"u8);
}
