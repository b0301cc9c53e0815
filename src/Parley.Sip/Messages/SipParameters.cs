using System.Buffers;
using System.Collections;
using System.Text;

namespace Parley.Sip.Messages;

/// <summary>An immutable, ordered list of <c>;name=value</c> parameters.</summary>
public sealed class SipParameters : IReadOnlyList<SipParameter>
{
    private static readonly SearchValues<char> NotInValues = SearchValues.Create(" \t\"<>,");

    private readonly SipParameter[] _items;

    private SipParameters(SipParameter[] items) => _items = items;

    /// <summary>No parameter.</summary>
    public static SipParameters Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public SipParameter this[int index] => _items[index];

    /// <summary>Value of the first parameter of that name; <see langword="null"/> when it is absent or a flag.</summary>
    public string? this[string name] => IndexOf(name) is >= 0 and var i ? _items[i].Value : null;

    /// <summary>Whether the parameter is there, with or without a value.</summary>
    public bool Contains(string name) => IndexOf(name) >= 0;

    /// <summary>The list with this parameter set: replaced where it stands, else added at the end.</summary>
    public SipParameters With(string name, string? value = null)
    {
        var i = IndexOf(name);
        if (i < 0)
        {
            return new([.. _items, new(name, value)]);
        }

        var items = (SipParameter[])_items.Clone();
        items[i] = new(name, value);
        return new(items);
    }

    /// <summary>The list without any parameter of that name.</summary>
    public SipParameters Without(string name) =>
        Contains(name) ? new([.. _items.Where(p => !p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))]) : this;

    /// <inheritdoc/>
    public IEnumerator<SipParameter> GetEnumerator() => ((IEnumerable<SipParameter>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The parameters with a semicolon before each, ready to be appended.</summary>
    public override string ToString() => AppendTo(new()).ToString();

    /// <summary>
    /// Reads <c>;a=b;c="d e"</c>; the text is empty or starts with the separator. Returns <see langword="false"/> on an empty
    /// parameter, a bad name or an unterminated quote.
    /// </summary>
    internal static bool TryParse(ReadOnlySpan<char> text, out SipParameters value, char separator = ';')
    {
        value = Empty;
        text = text.Trim();
        if (text.IsEmpty)
        {
            return true;
        }

        var items = new List<SipParameter>(4);
        while (!text.IsEmpty)
        {
            if (text[0] != separator)
            {
                return false;
            }

            text = text[1..].TrimStart();
            var nameEnd = text.IndexOfAny(separator, '=');
            var name = (nameEnd < 0 ? text : text[..nameEnd]).TrimEnd();
            if (!IsName(name))
            {
                return false;
            }

            text = nameEnd < 0 ? [] : text[nameEnd..];
            if (text.IsEmpty || text[0] == separator)
            {
                items.Add(new(name.ToString(), null));
                continue;
            }

            text = text[1..].TrimStart();
            if (!TryTakeValue(ref text, separator, out var parameterValue))
            {
                return false;
            }

            items.Add(new(name.ToString(), parameterValue));
        }

        value = new([.. items]);
        return true;
    }

    internal StringBuilder AppendTo(StringBuilder builder)
    {
        foreach (var (name, value) in _items)
        {
            builder.Append(';').Append(name);
            if (value is not null)
            {
                builder.Append('=').Append(IsPlain(value) ? value : SipTokens.Quote(value));
            }
        }

        return builder;
    }

    private static bool TryTakeValue(ref ReadOnlySpan<char> text, char separator, out string value)
    {
        if (!text.IsEmpty && text[0] == '"')
        {
            if (!SipTokens.TryUnquote(text, out value, out var consumed))
            {
                return false;
            }

            text = text[consumed..].TrimStart();
            return true;
        }

        var end = text.IndexOf(separator);
        var raw = (end < 0 ? text : text[..end]).TrimEnd();
        value = raw.ToString();
        text = end < 0 ? [] : text[end..];
        return !raw.ContainsAny(NotInValues);
    }

    // A name is a token; [ ] / : & $ also stand in the parameters of a URI.
    private static bool IsName(ReadOnlySpan<char> name)
    {
        if (SipTokens.IsToken(name))
        {
            return true;
        }

        foreach (var c in name)
        {
            if (!SipTokens.IsToken([c]) && c is not ('[' or ']' or '/' or ':' or '&' or '$'))
            {
                return false;
            }
        }

        return !name.IsEmpty;
    }

    private static bool IsPlain(string value) => value.Length > 0 && IsName(value);

    private int IndexOf(string name)
    {
        for (var i = 0; i < _items.Length; i++)
        {
            if (_items[i].Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }
}
