using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Parley.Sip.Messages;

/// <summary>
/// The header fields of a message, in order. Names are compared without case; one name may stand several times. Filled while a
/// message is made and not changed once it is handed over.
/// </summary>
public sealed class SipHeaders : IReadOnlyList<SipHeader>
{
    private readonly List<SipHeader> _items;

    /// <summary>Creates an empty list.</summary>
    public SipHeaders() => _items = new(16);

    /// <summary>Creates a copy.</summary>
    public SipHeaders(IEnumerable<SipHeader> headers) => _items = [.. headers];

    /// <inheritdoc/>
    public int Count => _items.Count;

    /// <inheritdoc/>
    public SipHeader this[int index] => _items[index];

    /// <summary>Value of the first field of that name; <see langword="null"/> when there is none.</summary>
    public string? this[string name] => IndexOf(name, 0) is >= 0 and var i ? _items[i].Value : null;

    /// <summary>Adds a field at the end.</summary>
    public void Add(string name, string value) => _items.Add(new(name, value));

    /// <summary>Adds a field at the end.</summary>
    public void Add(SipHeader header) => _items.Add(header);

    /// <summary>Adds fields at the end.</summary>
    public void AddRange(IEnumerable<SipHeader> headers) => _items.AddRange(headers);

    /// <summary>Replaces the first field of that name and removes the others; adds it when there was none.</summary>
    public void Set(string name, string value)
    {
        var i = IndexOf(name, 0);
        if (i < 0)
        {
            Add(name, value);
            return;
        }

        _items[i] = new(name, value);
        for (var j = IndexOf(name, i + 1); j >= 0; j = IndexOf(name, j))
        {
            _items.RemoveAt(j);
        }
    }

    /// <summary>Removes every field of that name.</summary>
    public void Remove(string name) => _items.RemoveAll(h => Same(h.Name, name));

    /// <summary>Whether a field of that name is there.</summary>
    public bool Contains(string name) => IndexOf(name, 0) >= 0;

    /// <summary>How many fields of that name are there (lines, not list elements).</summary>
    public int CountOf(string name)
    {
        var count = 0;
        for (var i = IndexOf(name, 0); i >= 0; i = IndexOf(name, i + 1))
        {
            count++;
        }

        return count;
    }

    /// <summary>Values of every field of that name, with comma-separated lists taken apart.</summary>
    public IEnumerable<string> GetValues(string name)
    {
        for (var i = IndexOf(name, 0); i >= 0; i = IndexOf(name, i + 1))
        {
            foreach (var value in SipValueList.Split(_items[i].Value))
            {
                yield return value;
            }
        }
    }

    /// <summary>Reads the addresses of every field of that name; those that cannot be read are left out.</summary>
    public IEnumerable<NameAddress> GetAddresses(string name)
    {
        foreach (var text in GetValues(name))
        {
            if (NameAddress.TryParse(text, out var address))
            {
                yield return address;
            }
        }
    }

    /// <summary>Reads a field that holds a plain number, such as Retry-After or Expires, ignoring what follows the digits.</summary>
    public bool TryGetNumber(string name, out uint value)
    {
        value = 0;
        if (this[name] is not { } text)
        {
            return false;
        }

        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return uint.TryParse(digits < 0 ? text : text.AsSpan(0, digits), out value);
    }

    /// <inheritdoc/>
    public IEnumerator<SipHeader> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Insert(int index, string name, string value) => _items.Insert(index, new(name, value));

    internal void Replace(int index, string value) => _items[index] = new(_items[index].Name, value);

    internal int IndexOf(string name, int start)
    {
        for (var i = start; i < _items.Count; i++)
        {
            if (Same(_items[i].Name, name))
            {
                return i;
            }
        }

        return -1;
    }

    internal bool TryGet(string name, [NotNullWhen(true)] out string? value) => (value = this[name]) is not null;

    private static bool Same(string a, string b) => ReferenceEquals(a, b) || a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
