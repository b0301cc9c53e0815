using System.Buffers;
using System.Globalization;
using System.Text;
using Parley.Sip.Messages;

namespace Parley.Sip.Parsing;

/// <summary>Writes messages as bytes. Control characters in values become spaces, so that no value can smuggle in a header of its own.</summary>
public static class SipWriter
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _scratch;

    /// <summary>The message as an array of its own.</summary>
    public static byte[] ToArray(SipMessage message)
    {
        var writer = _scratch ??= new(2048);
        writer.ResetWrittenCount();
        Write(message, writer);
        return writer.WrittenSpan.ToArray();
    }

    /// <summary>Writes the message; Content-Length is that of the body.</summary>
    public static void Write(SipMessage message, IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(writer);
        if (message is SipRequest request)
        {
            WriteText(writer, request.Method);
            writer.Write(" "u8);
            WriteText(writer, request.Uri.ToString());
            writer.Write(" SIP/2.0\r\n"u8);
        }
        else if (message is SipResponse response)
        {
            writer.Write("SIP/2.0 "u8);
            WriteNumber(writer, response.Status);
            writer.Write(" "u8);
            WriteText(writer, response.ReasonPhrase);
            writer.Write("\r\n"u8);
        }

        for (var i = 0; i < message.Headers.Count; i++)
        {
            var (name, value) = message.Headers[i];
            if (name.Equals(SipHeaderNames.ContentLength, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            WriteText(writer, name);
            writer.Write(": "u8);
            WriteText(writer, value);
            writer.Write("\r\n"u8);
        }

        writer.Write("Content-Length: "u8);
        WriteNumber(writer, message.Body.Length);
        writer.Write("\r\n\r\n"u8);
        writer.Write(message.Body.Span);
    }

    private static void WriteText(IBufferWriter<byte> writer, string text)
    {
        var span = writer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        var written = span[..Encoding.UTF8.GetBytes(text, span)];
        while (written.IndexOfAnyInRange((byte)0, (byte)31) is >= 0 and var i)
        {
            written[i] = (byte)' ';
        }

        writer.Advance(written.Length);
    }

    private static void WriteNumber(IBufferWriter<byte> writer, int number)
    {
        number.TryFormat(writer.GetSpan(11), out var written, default, CultureInfo.InvariantCulture);
        writer.Advance(written);
    }
}
