namespace Parley.Speech.Vendors;

/// <summary>How far into a text its sound has come.</summary>
internal static class Spoken
{
    /// <summary>What voices say in a second when nobody tells more exactly; rather too few, for a word said twice is better than one lost.</summary>
    private const double CharactersPerSecond = 13;

    /// <summary>How many characters are spoken in a time.</summary>
    public static int Estimate(TimeSpan sound) => (int)(sound.TotalSeconds * CharactersPerSecond);

    /// <summary>Cuts back to the end of the last whole word, with the space behind it.</summary>
    public static int WholeWords(string text, int characters)
    {
        characters = Math.Clamp(characters, 0, text.Length);
        if (characters == text.Length)
        {
            return characters;
        }

        if (!char.IsWhiteSpace(text[characters]))
        {
            while (characters > 0 && !char.IsWhiteSpace(text[characters - 1]))
            {
                characters--;
            }
        }

        while (characters < text.Length && char.IsWhiteSpace(text[characters]))
        {
            characters++;
        }

        return characters;
    }
}
