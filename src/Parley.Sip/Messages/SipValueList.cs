namespace Parley.Sip.Messages;

/// <summary>Takes comma-separated header values apart; commas in quotes and in angle brackets do not count.</summary>
internal static class SipValueList
{
    public static IReadOnlyList<string> Split(string value)
    {
        if (!value.Contains(','))
        {
            return [value];
        }

        var values = new List<string>();
        var rest = value.AsSpan();
        while (true)
        {
            var end = EndOfFirst(rest);
            values.Add(rest[..end].Trim().ToString());
            if (end == rest.Length)
            {
                return values;
            }

            rest = rest[(end + 1)..];
        }
    }

    /// <summary>The first element of a list.</summary>
    public static ReadOnlySpan<char> First(ReadOnlySpan<char> value) => value[..EndOfFirst(value)].Trim();

    private static int EndOfFirst(ReadOnlySpan<char> text)
    {
        var quoted = false;
        var bracketed = false;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when quoted:
                    i++;
                    break;
                case '"' when !bracketed:
                    quoted = !quoted;
                    break;
                case '<' when !quoted:
                    bracketed = true;
                    break;
                case '>' when !quoted:
                    bracketed = false;
                    break;
                case ',' when !quoted && !bracketed:
                    return i;
            }
        }

        return text.Length;
    }
}
