using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Parley.Server.Api;

/// <summary>Reads a request's body as a JSON object, and says where and what when it is none.</summary>
internal static class JsonBody
{
    private const string ShellHint =
        ". It looks as if the shell's quoting had got into the body: JSON takes double quotes only, and no backslashes outside strings; put the whole body between one pair of single quotes, or send a file with --data-binary @start.json";

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>What is wrong with a text that no .NET string can hold as it is.</summary>
    public const string HalfPair = "A name or a string in the request has an incomplete \\u escape (half of a surrogate pair)";

    /// <summary>Reads the object. Its parts keep the very bytes of the body.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="value">The object.</param>
    /// <param name="error">What is wrong.</param>
    /// <param name="isOpaque">Parts of it are handed on unread: their texts need not be good ones, and whoever reads the others has to expect an <see cref="InvalidOperationException"/>.</param>
    public static bool TryRead(ReadOnlyMemory<byte> body, out JsonElement value, [NotNullWhen(false)] out ApiError? error, bool isOpaque = false)
    {
        value = default;
        body = body.Span.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;
        error = body.IsEmpty ? ApiError.Bad("The request has no body; expected a JSON object, {} at least")
            : !Utf8.IsValid(body.Span) ? ApiError.Bad("The request body is not UTF-8 text")
            : null;
        if (error is not null)
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            value = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            error = ApiError.Bad(Describe(body.Span, e));
            return false;
        }

        error = value.ValueKind is not JsonValueKind.Object ? ApiError.Bad($"The request body must be a JSON object, but it is {value.Describe()}")
            : !isOpaque && body.Span.IndexOf("\\u"u8) >= 0 && !HasGoodTexts(value) ? ApiError.Bad(HalfPair)
            : null;
        return error is null;
    }

    private static bool HasGoodTexts(JsonElement value)
    {
        try
        {
            return AreGood(value);
        }
        catch (InvalidOperationException)   // How JsonElement refuses to turn half a surrogate pair into text.
        {
            return false;
        }

        static bool AreGood(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() is not null,
            JsonValueKind.Array => value.EnumerateArray().All(AreGood),
            JsonValueKind.Object => value.EnumerateObject().All(property => property.Name is not null && AreGood(property.Value)),
            _ => true,
        };
    }

    private static string Describe(ReadOnlySpan<byte> body, JsonException e)
    {
        var line = (int)(e.LineNumber ?? 0);
        var start = StartOf(body, line);
        var position = Math.Min(start + (int)(e.BytePositionInLine ?? 0), body.Length);
        var column = Encoding.UTF8.GetCharCount(body[start..position]) + 1;
        var text = $"The request body is not valid JSON: line {line + 1}, column {column}: found {FoundAt(body, position)}";
        if (e.Message.Contains("depth", StringComparison.Ordinal))
        {
            return $"{text}, nested deeper than 64 levels";
        }

        return LooksShellQuoted(body, position) ? text + ShellHint : text;
    }

    private static int StartOf(ReadOnlySpan<byte> body, int line)
    {
        var start = 0;
        for (; line > 0; line--)
        {
            var next = body[start..].IndexOf((byte)'\n');
            if (next < 0)
            {
                break;
            }

            start += next + 1;
        }

        return start;
    }

    private static string FoundAt(ReadOnlySpan<byte> body, int position)
    {
        if (position >= body.Length)
        {
            return "the end of the body";
        }

        Rune.DecodeFromUtf8(body[position..], out var rune, out _);
        var name = Rune.IsControl(rune) ? $"the control character U+{rune.Value:X4}" : $"'{rune}'";
        var before = Encoding.UTF8.GetString(body[Math.Max(0, position - 16)..position]).TrimStart('\uFFFD').ReplaceLineEndings(" ").Trim();
        return before.Length == 0 ? name : $"{name} after {before}";
    }

    /// <summary>Single quotes or a backslash where JSON has neither: the body was written for a shell and reached us as it was.</summary>
    private static bool LooksShellQuoted(ReadOnlySpan<byte> body, int position)
        => position < body.Length && (body[position] is (byte)'\'' or (byte)'\\' || body[0] is (byte)'\'' || (position > 0 && body[position - 1] is (byte)'\''));
}
